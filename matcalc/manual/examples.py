"""Commands to begin with."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Lines

CHAPTER = Chapter(
    "examples",
    "examples",
    "commands to begin with",
    (
        "The derivative of a scalar:",
        Lines("matcalc 'd/dx sin(x^2)'"),
        "The gradient and the Hessian of a quadratic form:",
        Lines(
            "matcalc \"x'*A*x\" --var 'x : vector(n)' --wrt x\n"
            "matcalc \"hessian(x'*A*x, x)\" --var 'x : vector(n)'"
        ),
        "The Jacobian of an element-wise product with every entry:",
        Lines("matcalc 'w, x : vector(n); ∂/∂w (w .* x)' --dim n=3 -f table"),
        "A formula pasted from a paper, answered in LaTeX:",
        Lines(
            "matcalc -f latex '\\frac{\\partial}{\\partial \\mathbf{w}} "
            "\\max(0, \\mathbf{w}\\cdot\\mathbf{x}+b)'"
        ),
        "A document that compiles:",
        Lines("matcalc --standalone -o answer.tex 'd/dx ln(x^2)'"),
        "A picture of the answer:",
        Lines("matcalc -o answer.svg 'd/dx ln(x^2)'"),
        "How a derivative is found:",
        Lines("matcalc --steps 'd/dx sin(x^2)'"),
        "A program in a file:",
        Lines("matcalc run neuron.mc"),
        "Whether the equations of a paper are true, and what would be:",
        Lines("matcalc check --fix paper.tex"),
        "The answers in a document, brought up to date:",
        Lines("matcalc weave --in-place paper.tex"),
    ),
)
