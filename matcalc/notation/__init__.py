"""The one table of symbols and the one table of functions.

``symbols`` has every spelling of every operator, letter and constant; ``functions`` has a row for
each function: names, derivative in our own notation, sampling domain, spellings per format; ``macros``
the choices that authors of LaTeX have.
The reader, the writers, completion and the manual all use these rows: a new function or spelling
is one row. Nothing here imports anything else of matcalc.
"""
