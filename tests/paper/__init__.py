"""Paper: sheets read back from the PDF and the slides as programs for the blind and the presenter read them."""
