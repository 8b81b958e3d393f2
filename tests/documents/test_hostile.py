"""Documents that no one wrote: one thing over and over is found through or refused, at once.

Nothing is timed: what took more than in proportion would not end here.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from matcalc.cli.weave import chosen
from matcalc.documents.languages import LANGUAGES, Language
from matcalc.documents.places import Place, places
from matcalc.documents.settings import Settings
from matcalc.documents.weave import weave
from matcalc.errors import MatcalcError
from tests.conftest import Matcalc

SIZE = 2**18
REPEATED = [
    "a", "%", "\n", "\r", "\\", "{", "`", ">", " ", "\t", "\u20d7", "% ", "- ", "> ", "1. ", "    - a\n    <!---->\n",
    "\\verb|", "\\lstinline[", "\\lstinline{", "\\begin{", "\\begin{verbatim}\n", "\\begin{verbatim}\\end{verbatim}%",
    "% matcalc:\n", "% matcalc: (\n", "% (\n", "% matcalc: # a\n%\n", "% matcalc --steps\n", "% matcalc: a % matcalc: b",
    "% begin matcalc\n", "% end matcalc\n", "% matcalc: 1\n% begin matcalc\n% end matcalc\n",
    "<!--", "<!--\n", "<!-- -->\n", "    <!---->\n", "<!-- matcalc: a\n", "<!-- matcalc: a -->\n", "x `<!-- matcalc: ` ",
    "<!-- begin matcalc -->\n", "<!-- matcalc: 1 -->\n<!-- begin matcalc -->\n<!-- end matcalc -->\n",
    "```\n", "```a\n~~~b\n", "```matcalc\n", "```matcalc\na\n```\n", "~~~ `\n", "<pre>\n", "<pre></pre>\n", "<script ",
]  # fmt: skip
GROWING = {
    "bars": "".join(f"\\verb{chr(0x4E00 + k % 20000)}" for k in range(SIZE // 6)),
    "fences": "".join("`" * (3 + k % 1000) + "\n" for k in range(SIZE // 500)),
    "indents": "".join(" " * k + "<!---->\n" for k in range(1500, 0, -1)),
    "brackets": "% matcalc: (" + "\n% (" * (SIZE // 4),
    "quotes": "<!-- matcalc: (" + "\n> (" * (SIZE // 4) + "-->",
}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize(
    "document", [line * (SIZE // len(line)) for line in REPEATED] + [*GROWING.values()], ids=[*REPEATED, *GROWING]
)
def test_one_thing_over_and_over(language: Language, document: str) -> None:
    found: list[Place] = []
    with suppress(MatcalcError):
        found = places(document, language.find(document))
    assert all(place.query.span.end <= len(document) for place in found)


@pytest.mark.parametrize("document", ["% matcalc: " + "(" * 2 * SIZE, "<!-- matcalc: " + "a\n" * SIZE + "-->"])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_query_that_is_too_long_is_refused(language: Language, document: str) -> None:
    if not next(iter(language.find(document)), None):
        assert weave(document, language, Settings(), chosen).text == document
        return
    with pytest.raises(MatcalcError, match="the limit is"):
        weave(document, language, Settings(), chosen)


def test_a_large_document_on_standard_input(matcalc: Matcalc) -> None:
    text = ("lorem ipsum \\% dolor\n" * (2**24 // 21)).encode()
    assert matcalc("weave", "-", "--language", "latex", stdin=text).out.encode() == text
    assert "larger than 16 MiB" in matcalc("weave", "-", "--language", "latex", stdin=text + text).err
