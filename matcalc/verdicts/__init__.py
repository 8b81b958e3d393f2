"""Whether equations are true.

``claims`` finds in a program what is claimed, and what it rests on; ``pair`` types one claim in a layout;
``trial`` gives both sides values at random points; ``judge`` puts these together to a ``verdict``.
"""
