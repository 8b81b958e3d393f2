"""The mathematics of documents, with places.

``latex``, ``markdown`` and ``notebooks`` find the formulas of a document, and what stands around them
(``found``). ``macros`` writes out the author's own commands, ``rows`` takes a formula apart into what it
states, and ``conditions`` tells what is stated from what is supposed. All of it is text of which each
character knows its place in the document (``placed``).
"""
