/// The elementary functions, each written once for every type of `Lanes`.
enum Elementary {}
