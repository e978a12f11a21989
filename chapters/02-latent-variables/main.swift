// # Latent variable models
//
// How does a hidden variable explain data, and what does the explanation cost to compute?
// snippet.hide

import Notebook

let notebook = Notebook()

// snippet.show
notebook.finish()
