"""Notation to tensors and back, side by side, since each is the other's inverse.

``lower`` turns typed terms into nodes; ``raising`` turns nodes into the terms a textbook would
print; ``functions`` knows what each function of the language means as a tensor.
"""
