// # K-means
//
// What does a mixture become when every point belongs to one component only, and how many components are there?
// snippet.hide

import Notebook

let notebook = Notebook()

// snippet.show
notebook.finish()
