"""Printing: what is asked for on paper, made in a process of its own, so that it never holds up the map.

- `order`: the question, checked, and the addresses of sheets;  `book`: the areas and atlases asked for
- `making`: order → bytes (also for `hytemap print`)
- `child`: the program that makes them;  `desk`: keeps one child, bounded in time, memory and number
- `shelf`: the folder where every worker finds what was made
- `standing`: where an order stands;  `refused`: what is said of one that cannot be made
- `look`: names the program a sheet was made by
- `pages`: the addresses `/{language}/print/…`
"""
