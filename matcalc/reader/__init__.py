"""Text to terms; and errors to the picture with the caret.

The road, strung together in ``program``: ``scan`` (characters to raw tokens; ``letters`` and
``markup`` are its parts), ``group`` (brackets, statements), ``statements`` (what each declares or
defines), ``quotients`` and ``differentials`` (d/dx and its kin), ``words`` (runs of letters split),
``survey`` and ``resolve`` (subscripts, application), ``parser`` (Lark, with the tables of
``grammar/matcalc.lark``) and ``actions`` (terms). ``explain`` words a syntax error, ``diagnostics`` draws it.
"""

from matcalc.reader.program import read, read_kind

__all__ = ["read", "read_kind"]
