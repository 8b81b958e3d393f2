"""How an answer is found, line by line, as the paper teaches it. The engine judges every line."""
