"""The data-flow as a picture in each format: what is written, and that it is well formed."""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest

from matcalc.derivation import Flow, Intermediate
from matcalc.kinds.kind import Reading
from matcalc.terms import Apply, Name
from matcalc.writers import ascii, unicode
from matcalc.writers.flow_dot import dot
from matcalc.writers.flow_mermaid import mermaid
from matcalc.writers.flow_svg import svg
from matcalc.writers.flow_tikz import tikz
from matcalc.writers.layered import Layout, layered
from tests.writers.flows import flow

SVG = "{http://www.w3.org/2000/svg}"
ACTIVATION = flow("z = 𝐰 · 𝐱 + b; y = max(0, z)", "w")


def test_dot() -> None:
    assert (
        dot(*ACTIVATION, unicode.STYLE, [Name("w")])
        == """\
digraph {
  rankdir=BT;
  node [shape=box, style=rounded];
  n1 [label="𝐰", shape=ellipse, style=bold];
  n2 [label="𝐱", shape=ellipse, style=solid];
  n3 [label="b", shape=ellipse, style=solid];
  n4 [label="z = 𝐰 · 𝐱 + b"];
  n5 [label="y = max(0, z)", style=solid];
  n1 -> n4;
  n2 -> n4;
  n3 -> n4;
  n4 -> n5;
}
"""
    )


def test_mermaid() -> None:
    assert (
        mermaid(*ACTIVATION, unicode.STYLE, [Name("w")])
        == """\
flowchart BT
  n1(["𝐰"])
  n2(["𝐱"])
  n3(["b"])
  n4("z = 𝐰 · 𝐱 + b")
  n5["y = max(0, z)"]
  n1 --> n4
  n2 --> n4
  n3 --> n4
  n4 --> n5
  classDef by stroke-width:3px
  class n1 by
"""
    )


def test_tikz() -> None:
    text = tikz(*ACTIVATION, [Name("w")])
    first, *lines, last = text.splitlines()
    assert first.startswith("\\begin{tikzpicture}[")
    assert last == "\\end{tikzpicture}"
    labels = [re.sub(r" at \(.*?\)", "", line.strip()) for line in lines]
    assert labels == [
        r"\node[leaf, marked] (n1) {$\mathbf{w}$};",
        r"\node[leaf] (n2) {$\mathbf{x}$};",
        r"\node[leaf] (n3) {$b$};",
        r"\node (n4) {$z = \mathbf{w} \cdot \mathbf{x} + b$};",
        r"\node[result] (n5) {$y = \max(0, z)$};",
        r"\draw[->] (n1) -- (n4);",
        r"\draw[->] (n2) -- (n4);",
        r"\draw[->] (n3) -- (n4);",
        r"\draw[->] (n4) -- (n5);",
    ]


def test_svg() -> None:
    root = ET.fromstring(svg(*ACTIVATION, unicode.STYLE, [Name("w")]))
    assert root.findtext(f"{SVG}title") == "Data-flow of y = max(0, z)"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["𝐰", "𝐱", "b", "z = 𝐰 · 𝐱 + b", "y = max(0, z)"]
    looks = [rect.get("class") for rect in root.iter(f"{SVG}rect")]
    assert looks == ["leaf marked", "leaf", "leaf", None, "result"]
    assert len(list(root.iterfind(f"{SVG}g/{SVG}path"))) == 4


def test_in_seven_bits() -> None:
    for write in (dot, mermaid, svg):
        assert write(*ACTIVATION, ascii.STYLE, [Name("w")]).isascii()
    assert tikz(*ACTIVATION, [Name("w")]).isascii()


def test_a_long_label_is_broken_in_svg() -> None:
    body = " + ".join(f"sin(a_{n}) cos(b_{n})" for n in range(1, 20))
    root = ET.fromstring(svg(*flow(f"y = {body}"), unicode.STYLE))
    lines = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert max(map(len, lines)) <= 60
    assert "sin(a₁₉) cos(b₁₉)" in " ".join(lines)


# labels that mean something else in the formats

HOSTILE = [
    'a"];evil->x["',
    "a\\",
    "a\\n\\G",
    "&lt;b&gt;",
    "<script>",
    "`*a*`",
    "a]-->b",
    "#quot;",
    "x\ny",
    "</text>",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_out_of_its_label(name: str) -> None:
    made = Flow((name,), (Intermediate("y", Apply("sin", (Name(name),)), (name,)),))
    reading = Reading()
    (line,) = re.findall(r"^  n1 \[.*$", dot(made, reading, unicode.STYLE), re.MULTILINE)
    label = re.fullmatch(r'  n1 \[label="((?:[^"\\]|\\.)*)", shape=ellipse, style=solid\];', line)
    assert label is not None
    assert html.unescape(re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], label[1])) == name
    (line,) = re.findall(r"^  n1\(.*$", mermaid(made, reading, unicode.STYLE), re.MULTILINE)
    label = re.fullmatch(r'  n1\(\["([^"<>`*\\]*)"\]\)', line)
    assert label is not None
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label[1]) == name
    texts = [text.text for text in ET.fromstring(svg(made, reading, unicode.STYLE)).iter(f"{SVG}text")]
    assert texts[0] == name


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz (Debian: graphviz)")
@pytest.mark.parametrize("name", ["x", *HOSTILE])
def test_graphviz_draws_it(name: str) -> None:
    made = Flow((name,), (Intermediate("y", Apply("sin", (Name(name),)), (name,)),))
    text = dot(made, Reading(), unicode.STYLE, [Name(name)])
    run = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert [line.split()[0] for line in run.stdout.splitlines()].count("node") == 2


# the layout

Arrows = list[tuple[str, str]]
Sizes = dict[str, tuple[float, float]]


def random_graph(seed: int, many: int) -> tuple[Sizes, Arrows]:
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(many)]
    sizes = {name: (chance.uniform(20, 200), chance.choice((20.0, 20.0, 60.0))) for name in names}
    arrows = {
        (names[chance.randrange(max(0, number - 12), number)], names[number])
        for number in range(2, many)
        for _ in range(chance.randint(0, 3))
    }
    return sizes, sorted(arrows)


def boxes(layout: Layout, sizes: Sizes) -> dict[str, tuple[float, float, float, float]]:
    """left, bottom, right, top of each."""
    return {
        name: (x - sizes[name][0] / 2, y - sizes[name][1] / 2, x + sizes[name][0] / 2, y + sizes[name][1] / 2)
        for name, (x, y) in layout.centres.items()
    }


@pytest.mark.parametrize("seed", range(20))
def test_boxes_stand_clear_of_each_other_and_of_arrows(seed: int) -> None:
    sizes, arrows = random_graph(seed, 3 + 2 * seed)
    layout = layered(sizes, arrows)
    placed = boxes(layout, sizes)
    for left, bottom, right, top in placed.values():
        assert min(left, bottom) >= -1e-6
        assert right <= layout.size[0] + 1e-6
        assert top <= layout.size[1] + 1e-6
    for one, other in combinations(placed.values(), 2):
        apart = (one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])
        assert max(apart) >= 19.9, "the gap between neighbours is 20"
    assert set(layout.routes) == set(arrows)
    for (start, end), route in layout.routes.items():
        assert route[0] == pytest.approx(((placed[start][0] + placed[start][2]) / 2, placed[start][3]))
        assert placed[end][0] <= route[-1][0] <= placed[end][2]
        assert route[-1][1] == pytest.approx(placed[end][1])
        for (x, y), (to_x, to_y) in pairwise(route):
            assert y <= to_y + 1e-6, "data flows upwards"
            for left, bottom, right, top in placed.values():
                inside = min(max(x, to_x), right) - max(min(x, to_x), left) > 1e-6
                level = min(to_y, top) - max(y, bottom) > 1e-6
                assert not (inside and level), "a bend stays between the layers"
                if x == to_x and level:
                    assert not left + 1e-6 < x < right - 1e-6, "and what goes straight up, beside boxes"


def test_a_tree_has_no_crossings_and_keeps_the_order_of_reading() -> None:
    names = ["a", "b", "c", "d", "p", "q", "r"]
    arrows = [("a", "p"), ("b", "p"), ("c", "q"), ("d", "q"), ("p", "r"), ("q", "r")]
    layout = layered(dict.fromkeys(names, (30.0, 20.0)), arrows)
    assert sorted("abcd", key=lambda name: layout.centres[name]) == ["a", "b", "c", "d"]
    assert layout.centres["p"] < layout.centres["q"]
    x = {name: place[0] for name, place in layout.centres.items()}
    assert x["p"] == pytest.approx((x["a"] + x["b"]) / 2)
    assert x["r"] == pytest.approx((x["p"] + x["q"]) / 2)


def test_crossings_are_undone() -> None:
    arrows = [("a", "q"), ("b", "p"), ("p", "r"), ("q", "r"), ("a", "s"), ("s", "r")]
    layout = layered(dict.fromkeys("abpqsr", (30.0, 20.0)), arrows)
    x = {name: place[0] for name, place in layout.centres.items()}
    assert (x["a"] < x["b"]) == (x["q"] < x["p"]) == (x["s"] < x["p"])


def chain() -> tuple[Flow, Reading]:
    lines = ["u_1 = x", *(f"u_{n} = u_{n - 1} sin(u_{max(n - 5, 1)}) + x" for n in range(2, 401))]
    return flow("; ".join(lines), "x")


def comb() -> tuple[Flow, Reading]:
    lines = ["u_1 = x", *(f"u_{n} = sin(u_{n - 1})" for n in range(2, 300))]
    return flow("; ".join([*lines, "y = " + " + ".join(f"u_{n}" for n in range(1, 300))]), "x")


@pytest.mark.parametrize("make", [chain, comb])
def test_long_flows_take_no_time(make: Callable[[], tuple[Flow, Reading]]) -> None:
    made, reading = make()
    start = time.process_time()
    assert dot(made, reading, unicode.STYLE).count("[label=") == len(made.variables) + 1
    assert mermaid(made, reading, unicode.STYLE).count("-->") == sum(len(v.uses) for v in made.variables)
    assert time.process_time() - start < 2
    ET.fromstring(svg(made, reading, unicode.STYLE))
    assert time.process_time() - start < 10  # seconds; it takes one, and a law of the cube minutes
