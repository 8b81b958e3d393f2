"""matcalc: the derivative calculator for matrix calculus."""

__version__ = "0.1.0"
