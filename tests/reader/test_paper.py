"""Every formula of the paper, as typed and as its source spells it, to its structure."""

from __future__ import annotations

import pytest

from matcalc.reader import read
from tests.reader import dump

PAPER = [
    ("d/dx 99", "(d 99 by x)"),
    ("\\frac{d}{dx}99", "(d 99 by x)"),
    ("d/dx 3x", "(d (product 3 x) by x)"),
    ("\\frac{d}{dx}3x", "(d (product 3 x) by x)"),
    ("d/dx x^3", "(d (power x 3) by x)"),
    ("\\frac{d}{dx}x^3", "(d (power x 3) by x)"),
    ("d/dx (x^2 + 3x)", "(d (add (power x 2) (product 3 x)) by x)"),
    ("\\frac{d}{dx} (x^2 + 3x)", "(d (add (power x 2) (product 3 x)) by x)"),
    ("d/dx (x^2 - 3x)", "(d (add (power x 2) (neg (product 3 x))) by x)"),
    ("\\frac{d}{dx}(x^2 - 3x)", "(d (add (power x 2) (neg (product 3 x))) by x)"),
    ("d/dx x^2x", "(d (product (power x 2) x) by x)"),
    ("\\frac{d}{dx}x^2x", "(d (product (power x 2) x) by x)"),
    ("d/dx ln(x^2)", "(d (log (power x 2)) by x)"),
    ("\\frac{d}{dx} ln(x^2)", "(d (log (power x 2)) by x)"),
    ("d/dx 9(x + x^2)", "(d (product 9 (add x (power x 2))) by x)"),
    (
        "\\frac{d}{dx} 9(x + x^2) = 9 \\frac{d}{dx}(x + x^2) = 9 (\\frac{d}{dx}x + \\frac{d}{dx}x^2) = 9(1 + 2x) = 9 + 18x",
        "(= (d (product 9 (add x (power x 2))) by x) (product 9 (d (add x (power x 2)) by x)) (product 9 (add (d x by x) (d (power x 2) by x))) (product 9 (add 1 (product 2 x))) (add 9 (product 18 x)))",
    ),
    ("∂/∂x 3x^2y", "(d (product 3 (power x 2) y) by x)"),
    (
        "\\frac{\\partial}{\\partial x} 3yx^2 = 3y\\frac{\\partial}{\\partial x} x^2 = 3y2x = 6yx",
        "(= (d (product 3 y (power x 2)) by x) (product 3 y (d (power x 2) by x)) (product 3 y 2 x) (product 6 y x))",
    ),
    ("∂/∂y 3x^2y", "(d (product 3 (power x 2) y) by y)"),
    (
        "\\frac{\\partial}{\\partial y} 3x^2y = 3x^2\\frac{\\partial}{\\partial y} y = 3x^2\\frac{\\partial y}{\\partial y} = 3x^2 \\times 1 = 3x^2",
        "(= (d (product 3 (power x 2) y) by y) (product 3 (power x 2) (d y by y)) (product 3 (power x 2) (d y by y)) (product 3 (power x 2) 1) (product 3 (power x 2)))",
    ),
    ("f(x,y) = 3x^2y; ∇f(x,y)", "(def f (x y) (product 3 (power x 2) y)); (grad (call f x y) by)"),
    (
        "\\nabla f(x,y)  = [ \\frac{\\partial f(x,y)}{\\partial x}, \\frac{\\partial f(x,y)}{\\partial y}] = [6yx, 3x^2]",
        "(= (grad (call f x y) by) (list (d (call f x y) by x) (d (call f x y) by y)) (list (product 6 y x) (product 3 (power x 2))))",
    ),
    ("g(x,y) = 2x + y^8; ∇g(x,y)", "(def g (x y) (add (product 2 x) (power y 8))); (grad (call g x y) by)"),
    ("\\nabla g(x,y) = [2, 8y^7]", "(= (grad (call g x y) by) (list 2 (product 8 (power y 7))))"),
    (
        "f(x,y) = 3x^2y; g(x,y) = 2x + y^8; J = jacobian([f(x,y); g(x,y)], [x, y])",
        "(def f (x y) (product 3 (power x 2) y)); (def g (x y) (add (product 2 x) (power y 8))); (def J (jacobian (matrix (call f x y); (call g x y)) by (list x y)))",
    ),
    (
        "f(x,y) = 3x^2y; g(x,y) = 2x + y^8; jacobian([f(x,y); g(x,y)], [x, y])",
        "(def f (x y) (product 3 (power x 2) y)); (def g (x y) (add (product 2 x) (power y 8))); (jacobian (matrix (call f x y); (call g x y)) by (list x y))",
    ),
    (
        "x : vector(2); y_1 = 3x_1^2 x_2; y_2 = 2x_1 + x_2^8; jacobian([y_1; y_2], x)",
        "(decl x R[2]); (def y_1 (product 3 (power (elem x 1) 2) (elem x 2))); (def y_2 (add (product 2 (elem x 1)) (power (elem x 2) 8))); (jacobian (matrix y_1; y_2) by x)",
    ),
    ("∂/∂𝐱 𝐱", "(d *x by *x)"),
    ("\\frac{\\partial \\mathbf{x}}{\\partial \\mathbf{x}}", "(d *x by *x)"),
    ("∂(𝐰 + 𝐱)/∂𝐰", "(d (add *w *x) by *w)"),
    (
        "\\frac{\\partial (\\mathbf{w+x})}{\\partial \\mathbf{w}} = \\frac{\\partial (\\mathbf{w+x})}{\\partial \\mathbf{x}} = I",
        "(= (d (add *w *x) by *w) (d (add *w *x) by *x) (eye))",
    ),
    ("∂(𝐰 - 𝐱)/∂𝐰", "(d (add *w (neg *x)) by *w)"),
    ("\\frac{\\partial (\\mathbf{w-x})}{\\partial \\mathbf{w}}", "(d (add *w (neg *x)) by *w)"),
    ("∂(𝐰 ⊗ 𝐱)/∂𝐰", "(d (hadamard *w *x) by *w)"),
    (
        "\\frac{\\partial (\\mathbf{w \\otimes x})}{\\partial \\mathbf{w}} = diag(\\mathbf{x})",
        "(= (d (hadamard *w *x) by *w) (diag *x))",
    ),
    ("∂(𝐰 ⊘ 𝐱)/∂𝐰", "(d (hadamard_divide *w *x) by *w)"),
    (
        "\\frac{\\partial (\\mathbf{w \\oslash x})}{\\partial \\mathbf{w}}",
        "(d (hadamard_divide *w *x) by *w)",
    ),
    ("∂(𝐰 + 𝐱)/∂𝐱", "(d (add *w *x) by *x)"),
    ("∂(𝐰 - 𝐱)/∂𝐱", "(d (add *w (neg *x)) by *x)"),
    (
        "\\frac{\\partial (\\mathbf{w-x})}{\\partial \\mathbf{x}} = diag(-\\vec{1}) = -I",
        "(= (d (add *w (neg *x)) by *x) (diag (neg (ones))) (neg (eye)))",
    ),
    ("∂(𝐰 ⊗ 𝐱)/∂𝐱", "(d (hadamard *w *x) by *x)"),
    (
        "\\frac{\\partial (\\mathbf{w \\otimes x})}{\\partial \\mathbf{x}} = diag(\\mathbf{w})",
        "(= (d (hadamard *w *x) by *x) (diag *w))",
    ),
    ("∂(𝐰 ⊘ 𝐱)/∂𝐱", "(d (hadamard_divide *w *x) by *x)"),
    (
        "\\frac{\\partial (\\mathbf{w \\oslash x})}{\\partial \\mathbf{x}}",
        "(d (hadamard_divide *w *x) by *x)",
    ),
    ("∂ max(𝐰, 𝐱)/∂𝐰", "(d (max *w *x) by *w)"),
    ("∂/∂𝐱 (𝐱 + z)", "(d (add *x z) by *x)"),
    (
        "\\frac{\\partial}{\\partial \\mathbf{x}} ( \\mathbf{x} + z ) = diag(\\vec{1}) = I",
        "(= (d (add *x z) by *x) (diag (ones)) (eye))",
    ),
    ("∂/∂z (𝐱 + z)", "(d (add *x z) by z)"),
    ("\\frac{\\partial}{\\partial z} ( \\mathbf{x} + z ) = \\vec{1}", "(= (d (add *x z) by z) (ones))"),
    ("∂/∂𝐱 (𝐱 z)", "(d (product *x z) by *x)"),
    (
        "\\frac{\\partial}{\\partial \\mathbf{x}} ( \\mathbf{x} z ) = diag(\\vec{1}  z) = I z",
        "(= (d (product *x z) by *x) (diag (product (ones) z)) (product (eye) z))",
    ),
    ("∂/∂z (𝐱 z)", "(d (product *x z) by z)"),
    ("\\frac{\\partial}{\\partial z} ( \\mathbf{x} z ) = \\mathbf{x}", "(= (d (product *x z) by z) *x)"),
    ("∂ sum(𝐱)/∂𝐱", "(d (sum *x) by *x)"),
    ("\\nabla_\\mathbf{x} sum(\\mathbf{x}) = \\vec{1}^T", "(= (grad (sum *x) by *x) (transpose (ones)))"),
    ("y = sum(𝐟(𝐱)); ∂y/∂𝐱", "(def y (sum (call *f *x))); (d y by *x)"),
    ("∂ sum(𝐱 z)/∂𝐱", "(d (sum (product *x z)) by *x)"),
    ("∂ sum(𝐱 z)/∂z", "(d (sum (product *x z)) by z)"),
    ("d/dx sin(x^2)", "(d (sin (power x 2)) by x)"),
    ("\\frac{d}{dx} sin(x^2) = 2xcos(x^2)", "(= (d (sin (power x 2)) by x) (product 2 x (cos (power x 2))))"),
    ("d/dx ln(sin(x^3)^2)", "(d (log (power (sin (power x 3)) 2)) by x)"),
    ("\\frac{d}{dx} ln(sin(x^3)^2)", "(d (log (power (sin (power x 3)) 2)) by x)"),
    ("d/dx (x + x^2)", "(d (add x (power x 2)) by x)"),
    ("d/dx sin(x + x^2)", "(d (sin (add x (power x 2))) by x)"),
    ("d/dx x × x^2", "(d (product x (power x 2)) by x)"),
    ("∂/∂x [ln(x^2); sin(3x)]", "(d (matrix (log (power x 2)); (sin (product 3 x))) by x)"),
    (
        "\\frac{\\partial}{\\partial x} \\begin{bmatrix} ln(x^2)\\\\ sin(3x) \\end{bmatrix}",
        "(d (matrix (log (power x 2)); (sin (product 3 x))) by x)",
    ),
    ("∂/∂𝐱 𝐟(𝐠(𝐱))", "(d (call *f (call *g *x)) by *x)"),
    (
        "\\frac{\\partial}{\\partial \\mathbf{x}} \\mathbf{f}(\\mathbf{g}(\\mathbf{x})) = \\frac{\\partial \\mathbf{f}}{\\partial \\mathbf{g}}\\frac{\\partial\\mathbf{g}}{\\partial \\mathbf{x}}",
        "(= (d (call *f (call *g *x)) by *x) (product (d *f by *g) (d *g by *x)))",
    ),
    ("d/dx f(g(x))", "(d (call f (call g x)) by x)"),
    (
        "\\frac{d}{dx} f(g(x)) = \\frac{df}{dg}\\frac{dg}{dx}",
        "(= (d (call f (call g x)) by x) (product (d f by g) (d g by x)))",
    ),
    ("∂/∂𝐰 (𝐰 · 𝐱)", "(d (dot *w *x) by *w)"),
    ("\\frac{\\partial}{\\partial \\mathbf{w}} \\mathbf{w} \\cdot \\mathbf{x}", "(d (dot *w *x) by *w)"),
    ("∂/∂w_j Σ_i (w_i x_i)", "(d (Σ i : : (product (elem w i) (elem x i))) by (elem w j))"),
    (
        "\\frac{\\partial}{\\partial w_j} \\sum_i (w_i x_i) = \\sum_i \\frac{\\partial}{\\partial w_j} (w_i x_i) = \\frac{\\partial}{\\partial w_j} (w_j x_j) = x_j",
        "(= (d (Σ i : : (product (elem w i) (elem x i))) by (elem w j)) (Σ i : : (d (product (elem w i) (elem x i)) by (elem w j))) (d (product (elem w j) (elem x j)) by (elem w j)) (elem x j))",
    ),
    ("∂/∂𝐰 (𝐰 · 𝐱 + b)", "(d (add (dot *w *x) b) by *w)"),
    (
        "\\frac{\\partial }{\\partial \\mathbf{w}}\\mathbf{w} \\cdot \\mathbf{x} + \\frac{\\partial }{\\partial \\mathbf{w}}b = \\mathbf{x}^T + \\vec{0}^T = \\mathbf{x}^T",
        "(= (add (d (dot *w *x) by *w) (d b by *w)) (add (transpose *x) (transpose (zeros))) (transpose *x))",
    ),
    ("∂/∂b (𝐰 · 𝐱 + b)", "(d (add (dot *w *x) b) by b)"),
    ("∂/∂z max(0, z)", "(d (max 0 z) by z)"),
    (
        "\\frac{\\partial}{\\partial z}max(0,z) = \\begin{cases} 0 & z \\leq 0\\\\ \\frac{dz}{dz}=1 & z > 0\\\\ \\end{cases}",
        "(= (d (max 0 z) by z) (cases 0 if (le z 0); 1 if (gt z 0)))",
    ),
    ("∂/∂𝐱 max(0, 𝐱)", "(d (max 0 *x) by *x)"),
    (
        "activation = max(0, 𝐰 · 𝐱 + b); ∂activation/∂𝐰",
        "(def activation (max 0 (add (dot *w *x) b))); (d activation by *w)",
    ),
    (
        "\\frac{\\partial}{\\partial \\mathbf{w}} max(0, \\mathbf{w} \\cdot \\mathbf{x} + b)",
        "(d (max 0 (add (dot *w *x) b)) by *w)",
    ),
    (
        "activation = max(0, 𝐰 · 𝐱 + b); ∂activation/∂b",
        "(def activation (max 0 (add (dot *w *x) b))); (d activation by b)",
    ),
    (
        "C = 1/N Σ_{i=1}^N (y_i - max(0, 𝐰 · 𝐱_i + b))^2; ∂C/∂𝐰",
        "(def C (product (divide 1 N) (Σ i 1 N (power (add (elem y i) (neg (max 0 (add (dot *w (elem *x i)) b)))) 2)))); (d C by *w)",
    ),
    (
        "\\frac{\\partial}{\\partial \\mathbf{w}} \\frac{1}{N} \\sum_{i=1}^{N} (y_i - max(0, \\mathbf{w}\\cdot\\mathbf{x}_i+b))^2",
        "(d (product (divide 1 N) (Σ i 1 N (power (add (elem y i) (neg (max 0 (add (dot *w (elem *x i)) b)))) 2))) by *w)",
    ),
    (
        "C = 1/N Σ_{i=1}^N (y_i - max(0, 𝐰 · 𝐱_i + b))^2; ∂C/∂b",
        "(def C (product (divide 1 N) (Σ i 1 N (power (add (elem y i) (neg (max 0 (add (dot *w (elem *x i)) b)))) 2)))); (d C by b)",
    ),
    (
        "\\frac{\\partial}{\\partial b} \\frac{1}{N} \\sum_{i=1}^{N} (y_i - max(0, \\mathbf{w}\\cdot\\mathbf{x}_i+b))^2",
        "(d (product (divide 1 N) (Σ i 1 N (power (add (elem y i) (neg (max 0 (add (dot *w (elem *x i)) b)))) 2))) by b)",
    ),
    (
        "ŵ = [𝐰; b]; x̂ = [𝐱; 1]; ∂(ŵ · x̂)/∂ŵ",
        "(def w_hat (matrix *w; b)); (def x_hat (matrix *x; 1)); (d (dot w_hat x_hat) by w_hat)",
    ),
    ("\\hat{\\mathbf{w}} = [\\mathbf{w}^T, b]^T", "(def *w_hat (transpose (list (transpose *w) b)))"),
    ("∂(𝐰 · 𝐱)/∂𝐱", "(d (dot *w *x) by *x)"),
    ("∂ sum(𝐰 + 𝐱)/∂𝐰", "(d (sum (add *w *x)) by *w)"),
    ("∂/∂𝐰 (𝐟(𝐰) ⊗ 𝐠(𝐱))", "(d (hadamard (call *f *w) (call *g *x)) by *w)"),
]


@pytest.mark.parametrize(("text", "expected"), PAPER)
def test_the_papers_formulas(text: str, expected: str) -> None:
    assert dump.program(read(text)) == expected
