"""What a script learns from the exit status."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry

CHAPTER = Chapter(
    "status",
    "exit status",
    "what the exit status says",
    (
        Entry("0", "Everything was answered."),
        Entry(
            "1",
            "An answer is not the one that is written: matcalc run --compare says where, and matcalc weave "
            "--check which documents are not up to date. An equation is false, as matcalc check finds. "
            "Or a function that "
            "matcalc grade tries is wrong.",
        ),
        Entry("2", "Something was refused, or the command was misused; standard error says what."),
        Entry("130", "Interrupted."),
        Entry("141", "The reader of the output left before it was all written."),
    ),
)
