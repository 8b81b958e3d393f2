"""The rationals of the engine: Python's fractions, compiled.

Every coefficient and every exponent is one, and they are compared and hashed at every step: with
``fractions`` itself a tenth to a sixth of an answer's time went into that.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # quicktions has the same interface and ships no types
    from fractions import Fraction
else:
    from quicktions import Fraction

__all__ = ["Fraction"]
