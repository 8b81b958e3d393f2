"""The prompt: what a line does, and the editor that it is typed into.

``prompt`` takes a line and says what came of it, ``state`` is all that a line can change, ``commands`` the
table of what can be asked beside mathematics, ``recognise`` tells the two apart, ``settings`` holds the
options. None of these knows a terminal. ``loop`` asks for one line after the other, by means of the
``editor``, which alone knows prompt_toolkit: what is typed, its keys, colours, completion and history, and
what is said below it.
"""
