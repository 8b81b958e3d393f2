"""How an answer is found."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter

CHAPTER = Chapter(
    "steps",
    "steps",
    "how an answer is found, line by line",
    (
        "With --steps each answer is followed by how it is found, a move after the other. On a terminal "
        "each has a panel, and the flow of data is drawn as a tree above; in unicode and ascii they are "
        "numbered, in latex each is an aligned environment, and in json there is a list of lines, each with "
        "its move, rule, lhs, rhs, members and latex. Intermediate variables have new names. Of several "
        "derivatives of one variable, partial ones have a curly d and the total one a straight d (in ascii "
        "D).",
    ),
)
