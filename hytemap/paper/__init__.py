"""Paper: sheets of maps and tables as PDF, SVG, PNG and slides, from the same views as the pages.

A sheet is told as plain values (`Sheet`, a dictionary that could be JSON), which the templates in `templates/print/`
lay out; Typst sets them. Nothing here knows Flask, files to write to, or the command line.
"""
