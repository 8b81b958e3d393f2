"""The command ``matcalc``: from arguments, files and pipes to answers on a terminal or in a file.

``main`` holds the commands and the way in, ``options`` what they take, ``arguments`` tells expressions from
options, ``answering`` asks the calculator and a writer. Nothing here knows how anything is computed.
"""
