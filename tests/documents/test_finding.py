"""What is found in documents: queries with their options, and markers; nothing in code and comments."""

from __future__ import annotations

import pytest

from matcalc.documents import latex, markdown
from matcalc.documents.parts import Part, Query
from matcalc.errors import MatcalcError

FINDERS = {"latex": latex.find, "markdown": markdown.find}


def said(document: str, parts: list[Part]) -> list[str]:
    """Each part in a word: a query by its options and text, a marker by what it does."""

    def word(part: Part) -> str:
        if not isinstance(part, Query):
            return "begin" if part.begins else "end"
        options = document[part.options.start : part.options.end].strip()
        return f"{options}|{part.text.strip()}|{part.margin}"

    return [word(part) for part in parts]


LATEX = [
    ("% matcalc: d/dx x^2", ["|d/dx x^2|"]),
    ("%matcalc:d/dx x^2\n", ["|d/dx x^2|"]),
    ("%% matcalc : a\n", ["|a|"]),
    ("\ufeff% matcalc: a\r\nb", ["|a|"]),
    ("text % matcalc: a\n", ["|a|"]),
    ("\t % matcalc: a\n", ["|a|\t "]),
    ("  text % matcalc: a\n", ["|a|  "]),
    ("% matcalc --steps --layout denominator: a : vector", ["--steps --layout denominator|a : vector|"]),
    ("% matcalc --equation\n", ["--equation||"]),
    ("% matcalc --equation:\n% matcalc: a", ["--equation||", "|a|"]),
    ("% matcalc: [a;\n%   b]\n% c", ["|[a;\n  b]|"]),
    ("% matcalc: [a;\r\n%%   b]\r\n% c", ["|[a;\n  b]|"]),
    ("% matcalc: a +\n  % b\nc", ["|a +\nb|"]),
    ("% matcalc: a +\n% matcalc: b", ["|a +|", "|b|"]),
    ("% matcalc: (\n%\n% b)", ["|(|"]),
    ("% matcalc: a\n% begin matcalc: x\n$a$\n% end matcalc\n", ["|a|", "begin", "end"]),
    ("a % begin matcalc\n", []),
    ("50\\% matcalc: a", []),
    ("\\\\% matcalc: a", ["|a|"]),
    ("\\verb|% matcalc: a|", []),
    ("\\verb*+% matcalc: a+ % matcalc: b", ["|b|"]),
    ("\\verb|%\n% matcalc: a", ["|a|"]),
    ("\\verbose % matcalc: a", ["|a|"]),
    ("\\lstinline[language=C]{% matcalc: a}", []),
    ("\\mintinline{c}|% matcalc: a|", []),
    ("\\begin{verbatim}\n% matcalc: a\n\\end{verbatim}\n% matcalc: b", ["|b|"]),
    ("\\begin{lstlisting}[x]\n% matcalc: a\n\\end{verbatim}\n% matcalc: b", []),
    ("% \\begin{verbatim}\n% matcalc: a", ["|a|"]),
    ("% see matcalc: a\n% matcalc is a tool: b\n% matcalculus: c\n% matcalc - d: e", []),
]  # fmt: skip

MARKDOWN = [
    ("<!-- matcalc: d/dx x^2 -->", ["|d/dx x^2|"]),
    ("<!--matcalc:a-->", ["|a|"]),
    ("\ufeff<!-- matcalc: a -->", ["|a|"]),
    ("<!-- matcalc --steps: a -->", ["--steps|a|"]),
    ("<!-- matcalc --math -->", ["--math||"]),
    ("<!-- matcalc:\n  w : vector(n)\n  a -->\n", ["|w : vector(n)\na|"]),
    ("<!--\nmatcalc: a\n-->", ["|a|"]),
    ("```matcalc\na\nb\n```\n", ["|a\nb|"]),
    ("~~~~ matcalc --steps full\r\na\r\n~~~\r\n~~~~~\r\n", ["--steps full|a\n~~~|"]),
    ("```matcalc --math\n```\n", ["--math||"]),
    ("````markdown\n```matcalc\na\n```\n<!-- matcalc: b -->\n````\n```matcalc\nc\n```", ["|c|"]),
    ("```matcalculus\na\n```", []),
    ("``` `matcalc`\n<!-- matcalc: a -->", ["|a|"]),
    ("```sh\n<!-- matcalc: a -->", []),
    ("- x\n  <!-- matcalc: a -->", ["|a|  "]),
    ("- <!-- matcalc: a -->", ["|a|  "]),
    ("12. > - <!-- matcalc: a -->", ["|a|    >   "]),
    ("> ```matcalc\n> a >\n>  b\n> ```", ["|a >\n b|> "]),
    ("1.  x\n\n    <!-- matcalc: a -->", ["|a|    "]),
    ("1.  x\n\n        <!-- matcalc: a -->", []),
    ("x\n\n    <!-- matcalc: a -->\n    <!-- matcalc: b -->\n\n\t```matcalc\n", []),
    (">     <!-- matcalc: a -->", []),
    ("<!-- x\n<!-- matcalc: a -->\n<!-- matcalc: b -->", ["|b|"]),
    ("<!--\n```matcalc\na\n```\n-->", []),
    ("<pre>\n<!-- matcalc: a -->\n</pre>\n<!-- matcalc: b -->", ["|b|"]),
    ("`<!-- matcalc: a -->`", []),
    ("say <!-- that matcalc: a --> or <!-- begin matcalc -->", []),
    ("<!-- matcalc: a -->\n<!-- begin matcalc: x -->\n$$\n<!-- end matcalc -->", ["|a|", "begin", "end"]),
    ("<!-- matcalc -->\n<!-- matcalculus: a -->", []),
]  # fmt: skip

REFUSED = [
    ("a <!-- matcalc: b -->", 2, "own"),
    ("<!-- matcalc: b --> c", 19, "own"),
    ("<!-- matcalc: b --> <!-- matcalc: c -->", 19, "own"),
    ("x\n<!-- matcalc: b", 2, "end"),
    ("x\n<!-- begin matcalc\n", 2, "end"),
    ("> ```matcalc\n> a", 2, "end"),
]


@pytest.mark.parametrize(
    ("language", "document", "found"),
    [("latex", *row) for row in LATEX] + [("markdown", *row) for row in MARKDOWN],
)
def test_what_is_found(language: str, document: str, found: list[str]) -> None:
    parts = list(FINDERS[language](document))
    assert said(document, parts) == found
    for part in parts:
        assert document[part.span.start :].lstrip().startswith(("%", "<!--", "```", "~~~", ">", "\ufeff"))
        assert part.span.end == len(document) or document[part.span.end] in "\r\n"
        if isinstance(part, Query):
            for k, char in enumerate(part.text):
                assert char == "\n" or document[part.place(k)] == char


@pytest.mark.parametrize(("document", "place", "word"), REFUSED)
def test_what_is_refused(document: str, place: int, word: str) -> None:
    with pytest.raises(MatcalcError, match=word) as error:
        list(markdown.find(document))
    assert error.value.span is not None
    assert error.value.span.start == place
    assert error.value.source == document
