"""Random documents with queries anywhere: weaving again changes nothing, nor does it anything outside the
markers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.cli.weave import chosen
from matcalc.documents.languages import LANGUAGES, Language
from matcalc.documents.settings import Settings
from matcalc.documents.weave import weave
from matcalc.errors import MatcalcError

NEWLINES = st.sampled_from(["\n", "\r\n"])
PROSE = st.one_of(
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        ["", "text", "50\\% more", "\\verb|%|", "% a comment", "- an item", "> quoted", "    indented", "<!-- x -->",
         "\\begin{verbatim}", "\\end{verbatim}", "```", "```python", "~~~", "<pre>", "</pre>", "<!--", "-->", "$$",
         "1. one", "\t", "\\", "%"]
    ),
)  # fmt: skip
STATEMENTS = st.sampled_from(
    ["d/dx x^2", "a = 2", "w, x : vector(n)", "∂/∂w (w . x).", "_", "x y", "2 + 3", "L = w . x; ∂L/∂w", ""]
)
OPTIONS = st.sampled_from(["", "", " --inline", " --steps", " --layout denominator", " --no-lhs"])
INDENTS = st.sampled_from(["", "", "  ", "    ", "> ", "- ", "word "])
QUERIES = {
    "latex": ["% matcalc{o}: {s}", "%matcalc{o}:{s}", "% matcalc{o}: ({n}% {s})"],
    "markdown": [
        "<!-- matcalc{o}: {s} -->", "<!-- matcalc{o}:{n}{s}{n}-->", "```matcalc{o}{n}{s}{n}```",
        "~~~ matcalc{o}{n}{s}{n}~~~~",
    ],
}  # fmt: skip
MARKERS = {
    "latex": ["% begin matcalc{n}old{n}% end matcalc", "% begin matcalc", "% end matcalc"],
    "markdown": ["<!-- begin matcalc: x -->{n}{n}old{n}<!-- end matcalc -->", "<!-- begin matcalc -->"],
}


@st.composite
def documents(draw: st.DrawFn, language: Language, markers: bool) -> str:
    """Lines of prose, and of what looks like it means something, with queries among them."""
    parts = [("", PROSE), ("{i}", st.sampled_from(QUERIES[language.name]))]
    if markers:
        parts.append(("{i}", st.sampled_from(MARKERS[language.name])))
    text = draw(st.sampled_from(["", "", "\ufeff"]))
    for _ in range(draw(st.integers(0, 8))):
        before, lines = draw(st.sampled_from(parts))
        line = before + draw(lines)
        newline, indent = draw(NEWLINES), draw(INDENTS)
        for name, value in (("{o}", draw(OPTIONS)), ("{s}", draw(STATEMENTS)), ("{n}", newline), ("{i}", indent)):
            line = line.replace(name, value)
        text += line + newline
    return text if draw(st.booleans()) else text.removesuffix("\n").removesuffix("\r")


def tried(language: Language, document: str) -> None:
    """What must hold of any document; one that is refused has no more to be tried."""
    refusal = None
    try:
        woven = weave(document, language, Settings(), chosen)
    except MatcalcError as error:
        refusal = error
    if refusal is not None:
        assert refusal.source == document
        assert refusal.span is not None
        assert 0 <= refusal.span.start <= refusal.span.end <= len(document) + 1
        return
    assert (woven.text != document) == bool(woven.changes)
    again = weave(woven.text, language, Settings(), chosen)
    assert again.text == woven.text
    assert again.changes == ()
    before, after = document.split("\n"), woven.text.split("\n")
    for change in reversed(woven.changes):
        for answer in (change.old, change.new):
            assert not answer or ("begin matcalc" in answer[0] and "end matcalc" in answer[-1])
        at = change.line - 1
        assert [line.removesuffix("\r") for line in before[at : at + len(change.old)]] == [*change.old]
        del before[at : at + len(change.old)]
    more = 0
    for change in woven.changes:
        at = change.line - 1 + more
        assert [line.removesuffix("\r") for line in after[at : at + len(change.new)]] == [*change.new]
        del after[at : at + len(change.new)]
        more -= len(change.old)
    # A query that a document ended with has a newline behind it now.
    assert "\n".join(after).removesuffix("\r") == "\n".join(before).removesuffix("\r")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_weaving_again_changes_nothing(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    tried(language, data.draw(documents(language, markers=False)))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_markers_anywhere_are_replaced_or_refused(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    tried(language, data.draw(documents(language, markers=True)))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_text_is_woven_or_refused(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    words = ["% matcalc:", "<!-- matcalc:", "-->", "```matcalc", "```", "\n", "\r", " ", "d/dx x^2", "> ", "% ", "\\",
             "% begin matcalc", "% end matcalc", "<!-- begin matcalc -->", "<!-- end matcalc -->", "--inline", ":"]
    tried(language, "".join(data.draw(st.lists(st.sampled_from(words) | st.text(max_size=3), max_size=30))))
