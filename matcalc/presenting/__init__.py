"""From answers to what a person sees: a format is chosen, its writer loaded, its text put where it belongs.

``presentation`` holds the choices, ``answers`` and ``derivations`` make the text, ``environment`` is all
that is known of the streams and the terminal, ``sources`` reads programs and ``output`` writes files,
``sections`` and ``rules`` show tables, ``refusal`` is for what no typed text
is to blame for. The command, the prompt and documents show things through here.
"""
