import Notebook

Book(file: #filePath).run()
