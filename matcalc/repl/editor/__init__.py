"""The line being typed. Only here is prompt_toolkit known.

``editor`` asks for a line; ``history``, ``keys``, ``completer``, ``lexer``, ``style`` are what it is made of.
``background`` reads the line while it is typed, and ``below`` shows what was found. ``plain`` asks where
there is nothing to draw on.
"""
