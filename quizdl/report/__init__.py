"""What a reader sees: values in their language (`view`), and painters for terminal, lines, HTML and SVG.

The package is named after reporting. *A* report is what became of one mock interview: `interview` writes it to files.
"""
