"""The one SVG writer: maps and charts as text, the same bytes for the same question, for pages and for paper."""
