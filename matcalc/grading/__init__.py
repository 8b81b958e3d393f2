"""Somebody's own derivative, a Python function, compared with the right one on random inputs.

``submission`` finds the function and calls it, ``inputs`` draws arguments and has the right answer for each,
``arrangement`` lays out what comes back as the right answer is, ``faults`` and ``slips`` say what is wrong
with it, by its numbers alone and by small changes to the formula, and ``grade`` leads through these.
"""
