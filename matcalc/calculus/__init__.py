"""Derivatives of tensors: one sweep, and the rules it applies.

``sweep`` differentiates a node by a variable; ``rules`` has a row for each operation of whole
tensors; the derivatives of element-wise functions come from outside as templates (their table is
notation's, and nothing here knows notation). A derivative is a tensor again: the axes of what was
differentiated, then those of the variable.
"""
