"""The configuration file."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Lines

CHAPTER = Chapter(
    "configuration",
    "configuration",
    "defaults of your own for every command",
    (
        "Options that the command line does not give are as the file config.toml says. Its keys are the long "
        "names of options. Those at its top are for every command that takes such a value, those in a "
        "section for the command of that name, which come first.",
        Lines(
            'layout = "denominator"\nascii = false\nvar = ["x : vector(n)", "A : symmetric(n)"]\n'
            "dim = {n = 3}\n\n"
            '[repl]\nkeys = "vi"\n\n[graph]\nformat = "mermaid"'
        ),
        "Options with a value take a text, those that may be repeated a list of texts, --dim also a table, "
        "and those without a value true or false. -o cannot be configured. What contradicts the command line "
        "gives way to it. weave does not read the file: a document is the same whoever weaves it.",
        "A key or a value that is not one is refused, with its line in the file; the prompt warns and begins "
        "without it. --no-config does without the file, and without the program below.",
        Entry(
            "Linux",
            "~/.config/matcalc/config.toml, or matcalc/config.toml in the folder that XDG_CONFIG_HOME names",
        ),
        Entry("macOS", "~/Library/Application Support/matcalc/config.toml"),
        Entry("Windows", "%LOCALAPPDATA%\\matcalc\\config.toml"),
        Entry("MATCALC_CONFIG", "the path of another file, anywhere"),
        "The prompt begins with the program init.mc beside the file, if there is one: declarations and "
        "definitions of your own, and lines such as :set layout mixed.",
    ),
)
