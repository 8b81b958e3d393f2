"""The command ``matcalc``: from arguments, files and pipes to answers on a terminal or in a file.

``main`` holds the commands and the way in, ``arguments`` tells expressions from options,
``environment`` is all the command knows of the outside, ``sources`` reads programs, ``answering``
asks the calculator and a writer, ``output`` puts the text where it belongs. Nothing here knows
how anything is computed.
"""
