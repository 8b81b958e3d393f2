"""The notation tree: what a person writes and reads.

``nodes`` holds the closed set of node types, immutable and with source spans; ``traverse`` walks
them without recursion, so depth is never a limit; ``mentions`` finds and replaces the names in them;
``operators`` tells how far a derivative reaches that is written before a sum.
Text becomes terms in ``reader``, terms become text in ``writers``; nothing here knows tensors or characters.
"""

from matcalc.terms.mentions import ids_in, names_in, put_for, put_in, reached, with_terms
from matcalc.terms.nodes import (
    Apply,
    Call,
    Cases,
    Declaration,
    Definition,
    Derivative,
    Element,
    Equation,
    KindSpec,
    Matrix,
    Name,
    Number,
    Program,
    Query,
    Statement,
    Summation,
    Term,
)
from matcalc.terms.traverse import children, fold, postorder, rebuild, same, terms_of

__all__ = [
    "Apply",
    "Call",
    "Cases",
    "Declaration",
    "Definition",
    "Derivative",
    "Element",
    "Equation",
    "KindSpec",
    "Matrix",
    "Name",
    "Number",
    "Program",
    "Query",
    "Statement",
    "Summation",
    "Term",
    "children",
    "fold",
    "ids_in",
    "names_in",
    "postorder",
    "put_for",
    "put_in",
    "reached",
    "rebuild",
    "same",
    "terms_of",
    "with_terms",
]
