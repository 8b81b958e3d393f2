"""Text to terms; and errors to the picture with the caret.

The road: ``scan`` (characters to raw tokens), ``group`` (brackets, statements), ``statements`` (what
each declares or defines), ``differentials`` (d/dx and its kin), ``words`` (runs of letters split),
``resolve`` (subscripts, application), ``parser`` (the tables of ``grammar/matcalc.lark``) with
``actions`` (terms). ``diagnostics`` draws errors. ``program`` strings the stages together.
"""

from matcalc.reader.program import read, read_kind

__all__ = ["read", "read_kind"]
