"""Documents that hold mathematics: queries are found in LaTeX and Markdown, and their answers put below them.

``latex`` and ``markdown`` find what is of interest in a document and say where it stands (``parts``);
``places`` tells which answer belongs to which query; ``answers`` writes one in the document's language;
``weave`` brings a document up to date. Everything is text with places, no file is read or written here.
"""
