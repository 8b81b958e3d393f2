"""Whether equations are true.

``claims`` finds in a program what is claimed, and what it rests on; ``pair`` types one claim in a layout;
``readings`` are the other ways to read it. ``trial`` gives both sides values at the random points of
``drawing`` until all ``conditions`` were met; ``judge`` puts these together to a ``verdict``. What is false
has a ``counterexample`` and what is ``nearly`` true; what is in ``doubts`` is not called so.
"""
