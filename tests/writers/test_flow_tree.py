"""The data-flow as a tree of text."""

from __future__ import annotations

import time

import pytest

from matcalc.terms import Name
from matcalc.writers import ascii, flow_tree, unicode
from tests.writers.flows import flow

# program, inputs, what is differentiated by, the tree
TREES = [
    (  # Parr & Howard, section 4.5.1
        "u_1 = x^3; u_2 = sin(u_1); u_3 = u_2^2; y = ln(u_3)",
        "x",
        "x",
        """\
y = ln(u₃)
└── u₃ = u₂²
    └── u₂ = sin(u₁)
        └── u₁ = x³
            └── x ← ∂/∂x
""",
    ),
    (  # section 4.5.2
        "u_1 = x^2; u_2 = x + u_1",
        "x",
        "",
        """\
u₂ = x + u₁
├── x
└── u₁ = x²
    └── x
""",
    ),
    (  # section 5: data hangs as leaves
        "z = 𝐰 · 𝐱 + b; y = max(0, z)",
        "w",
        "w",
        """\
y = max(0, z)
└── z = 𝐰 · 𝐱 + b
    ├── 𝐰 ← ∂/∂𝐰
    ├── 𝐱
    └── b
""",
    ),
    (  # what is used twice is drawn once
        "u = x y; v = sin(u); w = u v + e x",
        "x y",
        "",
        """\
w = uv + ex
├── u = xy
│   ├── x
│   └── y
├── v = sin(u)
│   └── u
└── x
""",
    ),
    ("x : vector(2); y = x_1 x_2 + N", "x N", "", "y = x₁x₂ + N\n├── 𝐱\n└── N\n"),
]


@pytest.mark.parametrize(("program", "inputs", "by", "expected"), TREES)
def test_tree(program: str, inputs: str, by: str, expected: str) -> None:
    drawn, reading = flow(program, *inputs.split())
    assert flow_tree.tree(drawn, reading, unicode.STYLE, list(map(Name, by.split()))) == expected
    lines = flow_tree.lines(drawn, reading, unicode.STYLE, list(map(Name, by.split())))
    assert "".join(f"{line.plain.rstrip()}\n" for line in lines) == expected


def test_in_seven_bits() -> None:
    drawn, reading = flow("u = a^2; z = 𝐰 · 𝐱 + b; y = z + u", "a")
    text = flow_tree.tree(drawn, reading, ascii.STYLE, [Name("a")])
    assert text.isascii()
    assert text.startswith("y = z + u\n|-- z = ")


def test_what_is_deep_goes_on_below() -> None:
    chain = "; ".join(["u_1 = x", *(f"u_{n} = sin(u_{n - 1})" for n in range(2, 25))])
    drawn, reading = flow(chain, "x")
    blocks = flow_tree.tree(drawn, reading, unicode.STYLE).split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == ["u₂₄ = sin(u₂₃)", "u₁₄ = sin(u₁₃)", "u₄ = sin(u₃)"]
    assert blocks[0].splitlines()[-1].strip() == "└── u₁₄"
    for width in (20, 40, 80):
        lines = flow_tree.lines(drawn, reading, unicode.STYLE, (), width)
        assert max(line.cell_len for line in lines) <= width


def test_many_variables_take_no_time() -> None:
    chain = "; ".join(["u_1 = x", *(f"u_{n} = u_{n - 1} sin(u_{n - 1}) + x" for n in range(2, 501))])
    drawn, reading = flow(chain, "x")
    start = time.process_time()
    text = flow_tree.tree(drawn, reading, unicode.STYLE)
    assert time.process_time() - start < 1
    assert text.count(" = ") == 500
