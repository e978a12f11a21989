/// The elementary functions, each written once for `Float` and `Double`.
enum Elementary {}
