"""One thing written in two ways: equations that hold whatever expressions are put into their holes.

A row is an equation with holes as in ``tests.truth.productions``. Those in ``WRITTEN_OUT`` hold where n = 3 and m = 2.
"""

from __future__ import annotations

ALGEBRA = (
    # sums, products and powers, expanded and factored
    "($scalar1 + $scalar2)^2 = ($scalar1)^2 + 2 ($scalar1) * ($scalar2) + ($scalar2)^2",
    "($scalar1 + $scalar2) * ($scalar1 - $scalar2) = ($scalar1)^2 - ($scalar2)^2",
    "($scalar1 - $scalar2)^3 = ($scalar1)^3 - 3 ($scalar1)^2 * ($scalar2) + 3 ($scalar1) * ($scalar2)^2 - ($scalar2)^3",
    "norm($vector1 + $vector2)^2 = norm($vector1)^2 + 2 dot($vector1, $vector2) + norm($vector2)^2",
    "norm($short1)^2 = ($short1)' * $short1",
    "dot($vector1, $vector2) = sum($vector2 .* $vector1) = sum_i (($vector2)_i * ($vector1)_i)",
    "$vector1 .* $vector2 = diag($vector2) * $vector1",
    "$short1 * $scalar1 - $scalar1 * $short2 = -($scalar1) * ($short2 - $short1)",
    "{$scalar1 if $scalar2 > $scalar3; $scalar4 otherwise} = {$scalar4 if $scalar2 <= $scalar3; $scalar1 otherwise}",
    "max($scalar1, $scalar2) = -min(-$scalar2, -$scalar1)",
    "relu($vector1) - relu(-$vector1) = $vector1",
    "abs($short1) = relu($short1) + relu(-($short1))",
    # functions
    "sigmoid(-$vector1) = 1 - sigmoid($vector1)",
    "tanh($scalar1) = 2 sigmoid(2 $scalar1) - 1",
    "softplus($short1) - softplus(-$short1) = $short1",
    "softmax($vector1) = exp($vector1) / sum(exp($vector1))",
    "log(softmax($vector1)) = $vector1 - logsumexp($vector1)",
    "sin($vector1 + $scalar1) = sin($vector1) cos($scalar1) + cos($vector1) sin($scalar1)",
    "cos(2 $scalar1) = 1 - 2 sin($scalar1)^2",
    "exp($scalar1 - $scalar2) = exp($scalar1) / exp($scalar2)",
    "cosh($scalar1)^2 - sinh($scalar1)^2 = 1",
    "var($vector1) = mean($vector1 .^ 2) - mean($vector1)^2",
    # transposes and traces
    "($square1 * $square2)' = ($square2)' * ($square1)'",
    "($matrix1 * $vector1)' = ($vector1)' * ($matrix1)'",
    "($square1 + ($square1)')' = ($square1)' + $square1",
    "tr($square1 * $square2 * $square3) = tr($square3 * $square1 * $square2)",
    "tr(($matrix1)' * $matrix2) = sum($matrix1 .* $matrix2) = dot(vec($matrix2), vec($matrix1))",
    "tr($vector1 * ($vector2)') = dot($vector2, $vector1)",
    "($short1)' * $matrix1 * $vector1 = tr($vector1 * ($short1)' * $matrix1) = ($vector1)' * ($matrix1)' * $short1",
    "normF($matrix1)^2 = tr(($matrix1)' * $matrix1)",
    "$square1 * ($square2 + $square3) = $square1 * $square2 + $square1 * $square3",
    "($square1 + $square2)^2 = ($square1)^2 + $square1 * $square2 + $square2 * $square1 + ($square2)^2",
    "($vector1 * ($vector2)') * $vector3 = dot($vector2, $vector3) * $vector1",
    "tr($square1) = sum(diag($square1)) = sum_i ($square1)_{i,i}",
    "$matrix1 * ones(n) = sum($matrix1, 2)",
    # inverses and determinants
    "inv($regular1 * $regular2) = inv($regular2) * inv($regular1)",
    "inv(($regular1)') = (inv($regular1))'",
    "$regular1 * inv($regular1) * $vector1 = $vector1",
    "det($regular1 * $regular2) = det($regular2) * det($regular1)",
    "logdet($definite1) = -logdet(inv($definite1))",
    "O' * O = I",
    # vec and the Kronecker product
    "vec($matrix1 * $square1) = kron(($square1)', eye(m)) * vec($matrix1)",
    "vec($square1 * $square2 * $square3) = kron(($square3)', $square1) * vec($square2)",
    "kron($square1, $matrix1) * kron($square2, $square3) = kron($square1 * $square2, $matrix1 * $square3)",
    "(kron($matrix1, $square1))' = kron(($matrix1)', ($square1)')",
    "vec($short1 * ($vector1)') = kron($vector1, $short1)",
    "tr(kron($square1, $square2)) = tr($square1) * tr($square2)",
    "commutation(m, n) * vec($matrix1) = vec(($matrix1)')",
)

RULES = (
    # of differentiation
    "D($scalar1 + $scalar2, x) = D($scalar1, x) + D($scalar2, x)",
    "D($scalar1 * $scalar2, x) = $scalar1 * D($scalar2, x) + $scalar2 * D($scalar1, x)",
    "D($scalar1 / (2 + sin($scalar2)), a) = ((2 + sin($scalar2)) D($scalar1, a) - ($scalar1) * cos($scalar2) D($scalar2, a)) / (2 + sin($scalar2))^2",
    "D(sin($scalar1), x) = cos($scalar1) * D($scalar1, x)",
    "D(exp($scalar1), M) = exp($scalar1) * D($scalar1, M)",
    "D(tanh($short1), x) = diag(1 - tanh($short1) .^ 2) * D($short1, x)",
    "D($vector1 .* $vector2, x) = diag($vector1) * D($vector2, x) + diag($vector2) * D($vector1, x)",
    "D(dot($vector1, $vector2), x) = ($vector1)' * D($vector2, x) + ($vector2)' * D($vector1, x)",
    "D($scalar1 * $short1, x) = $short1 * D($scalar1, x) + $scalar1 * D($short1, x)",
    "D($matrix1 * x, x) - $matrix1 = D($matrix1 * x - $matrix1 * x, x) + D($matrix1 * x, x) - $matrix1",
    "D(inv($regular1), a) = -inv($regular1) * D($regular1, a) * inv($regular1)",
    "D(logdet(M + 3 I), M) = inv((M + 3 I)')' = inv(M + 3 I)",
    "D($square1 * $square2, a) = D($square1, a) * $square2 + $square1 * D($square2, a)",
    "hessian($scalar1, x) = D((D($scalar1, x))', x)",
    "hessian($scalar1, x) = (hessian($scalar1, x))'",
    "grad($scalar1, a) = D($scalar1, a)",
    "tr(hessian($scalar1, x)) = sum(diag(hessian($scalar1, x)))",
    "d/da (d/db ($scalar1)) = d/db (d/da ($scalar1))",
    "D(sum($short1), x) = ones(m)' * D($short1, x)",
    "D($vector1, x) * y = D(D($vector1, x) * y, y) * y",
    # the chain rule, by what stands between
    "D(sin(w) * w, a) = (cos(w) * w + sin(w)) * D(w, a) where w = $scalar1",
    "D(w^3, x) = 3 w^2 D(w, x) where w = $scalar1",
    "D(norm(h)^2, x) = 2 h' * D(h, x) where h = $short1",
    "D(sum(exp(h)), x) = D(sum(exp(h)), h) * D(h, x) where h = $short1",
    "D(log(1 + w), x) = 2/(1 + w) h' * D(h, x) where h = $short1, w = h' * h",
    "D($square1 * h - h, h) = $square1 - I where h = $vector1",
    "D(f($scalar1), a) = (3 ($scalar1)^2 + cos($scalar1)) * D($scalar1, a) where f(w) = w^3 + sin(w)",
)

WRITTEN_OUT = (
    "$vector1 = [($vector1)_1; ($vector1)_2; ($vector1)_3]",
    "x .* y + q = [x_1 y_1 + q_1; x_2 y_2 + q_2; x_3 y_3 + q_3]",
    "A * x = [A_{1,1} x_1 + A_{1,2} x_2 + A_{1,3} x_3; A_{2,1} x_1 + A_{2,2} x_2 + A_{2,3} x_3]",
    "diag(u) = [u_1, 0; 0, u_2]",
    "dot(x, $vector1) = x_1 ($vector1)_1 + x_2 ($vector1)_2 + x_3 ($vector1)_3",
    "D($scalar1, x) = [D($scalar1, x_1), D($scalar1, x_2), D($scalar1, x_3)]",
    "D($scalar1, A) = [D($scalar1, A_{1,1}), D($scalar1, A_{2,1}); D($scalar1, A_{1,2}), D($scalar1, A_{2,2}); D($scalar1, A_{1,3}), D($scalar1, A_{2,3})]",
    "D($short1, u) = [D(($short1)_1, u_1), D(($short1)_1, u_2); D(($short1)_2, u_1), D(($short1)_2, u_2)]",
    "tr(M * Q) = sum_{i=1}^3 sum_{j=1}^3 M_{i,j} Q_{j,i}",
    "cross(x, y) = [x_2 y_3 - x_3 y_2; x_3 y_1 - x_1 y_3; x_1 y_2 - x_2 y_1]",
    "vec(A) = [A_{1,1}; A_{2,1}; A_{1,2}; A_{2,2}; A_{1,3}; A_{2,3}]",
)
