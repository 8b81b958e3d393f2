"""Text to terms; and errors to the picture with the caret.

The road, strung together in ``program``: ``scan`` (characters to raw tokens; ``letters`` and
``markup`` are its parts), ``group`` (brackets, statements), ``statements`` (what each declares or
defines; ``conditions`` cuts what is said beside it), ``quotients`` and ``differentials`` (d/dx and its
kin), ``words`` (runs of letters split), ``labels`` (W^{(2)}), ``survey`` and ``resolve`` (subscripts,
application), ``parser`` (Lark, with the tables of ``grammar/matcalc.lark``), ``actions`` (terms) and
``dots`` (what is written out). ``explain`` words a syntax error, ``diagnostics`` draws it. ``build`` makes
the tables, without the rules that only hand on, which ``units`` takes out.
"""

from matcalc.reader.program import read, read_kind

__all__ = ["read", "read_kind"]
