"""What a reader sees: values in their language (`view`), and painters for terminal, lines, HTML and SVG.

The package is named after reporting. *A* report is the Markdown file of one mock interview: `interview` writes it, and
`past_interviews` reads it.
"""
