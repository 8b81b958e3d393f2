"""What terms are worth in numbers: another way to them than the tensors', to judge answers by.

``oracle`` evaluates the terms of a program and differentiates them numerically; ``functions`` has a row
for each function of the language; ``points`` draws numbers for its names; ``printed`` evaluates an answer
as it is printed, and ``verify`` compares the two. Only NumPy is needed.
"""
