"""Kinds and dimensions by unification, and the reading that every answer states.

``elaborate`` looks names up and applies functions; ``scope`` says what each name is and
``constraints`` what each construct demands (``rules``); ``solver`` unifies; ``ranges`` links lengths
through indices; ``lettering`` names the lengths nobody named; ``settle`` makes the terms definite.
``dimensions`` is the arithmetic of dimensions, ``kind`` what a term is, ``infer`` the face of it all.
"""

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.infer import Question, Typed, infer
from matcalc.kinds.kind import SCALAR, Kind, NameKind, Reading
from matcalc.kinds.known import kinds_of

__all__ = ["SCALAR", "Dimension", "Kind", "NameKind", "Question", "Reading", "Typed", "infer", "kinds_of"]
