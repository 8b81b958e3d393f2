"""Kinds and dimensions by unification, and the reading that every answer states.

``dimensions`` is the arithmetic of dimensions, ``kind`` what a term is; ``infer`` turns a program
into elaborated terms (definitions looked up, functions applied, lists oriented) with a kind each.
"""
