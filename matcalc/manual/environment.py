"""The variables of the environment that are looked at."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry

CHAPTER = Chapter(
    "environment",
    "environment",
    "the variables of the environment that matter",
    (
        Entry("NO_COLOR", "When set and not empty, no colour is used. Neither is it in a pipe."),
        Entry("TERM", "When it is dumb, no colour is used, and the prompt reads plain lines."),
        Entry("COLUMNS", "The width to write tables for, instead of the terminal's."),
        Entry("MATCALC_CONFIG, XDG_CONFIG_HOME", "Where the configuration is (matcalc help configuration)."),
        Entry("PAGER", "The program that long answers at the prompt go through, less if none is named."),
        Entry("VISUAL, EDITOR", "The program that Ctrl-X Ctrl-E at the prompt edits a line with."),
        Entry("XDG_STATE_HOME", "Where the lines entered at the prompt are kept (matcalc help prompt)."),
        Entry("SHELL", "The shell that matcalc completion writes for when none is named."),
    ),
)
