// # Probabilistic PCA
//
// What does a latent variable model with a linear decoder learn, when all of it is known in closed form?
// snippet.hide

import Notebook

let notebook = Notebook()

// snippet.show
notebook.finish()
