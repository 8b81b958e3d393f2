"""What is to be said to a reader: the chapters of the manual, one file each and one row in ``CHAPTERS``.

The manual page, ``matcalc help TOPIC`` and the prompt's ``help`` print these same chapters, each in its own
way. What a table says (a symbol, a function, a command of the prompt) is taken from that table; what an
option or a command does stands in its own help text, and the page takes it from there.
"""

from __future__ import annotations

from matcalc.manual import (
    commands,
    configuration,
    documents,
    environment,
    equations,
    examples,
    files,
    formats,
    grading,
    language,
    layouts,
    prompt,
    scripts,
    status,
    steps,
    symbols,
)
from matcalc.manual.chapter import Chapter

# In the order of the page.
CHAPTERS: tuple[Chapter, ...] = (
    language.CHAPTER,
    symbols.CHAPTER,
    layouts.CHAPTER,
    formats.CHAPTER,
    steps.CHAPTER,
    commands.CHAPTER,
    prompt.CHAPTER,
    scripts.CHAPTER,
    configuration.CHAPTER,
    documents.CHAPTER,
    equations.CHAPTER,
    grading.CHAPTER,
    status.CHAPTER,
    environment.CHAPTER,
    files.CHAPTER,
    examples.CHAPTER,
)
TOPICS = {chapter.topic: chapter for chapter in CHAPTERS}
