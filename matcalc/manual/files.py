"""The files that are read and written."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter

CHAPTER = Chapter(
    "files",
    "files",
    "the files that are read and written",
    (
        "matcalc reads the files named on the command line and writes the one named by -o, and with weave "
        "--in-place those named. Beside these it reads its configuration (matcalc help configuration), and "
        "the prompt keeps the lines entered (matcalc help prompt). Programs are UTF-8 text, by custom named "
        "with the ending .mc.",
    ),
)
