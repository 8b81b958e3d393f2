"""A derivation in every format, one file a format: ``plain`` for a pipe, ``panels`` for a terminal,
``latex`` and ``data``. ``outline`` is what they share: headings, and lines as written members.
"""
