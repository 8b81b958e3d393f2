"""The algebra: index notation as a hash-consed, immutable graph, and its normal form.

``node`` has the closed set of nodes and ``make`` their constructors: equal nodes are one object, and
labels are local to a product, so a node never depends on what its indices are called. ``normal`` brings a
node to normal form; ``contraction`` does so for products, ``combination`` for sums, ``elementwise``
for functions of entries. ``evaluate`` computes with NumPy. Nothing here knows text or notation.
"""
