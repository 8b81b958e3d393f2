"""The line being typed. Only here is prompt_toolkit known."""

from matcalc.repl.editor.editor import Editor

__all__ = ["Editor"]
