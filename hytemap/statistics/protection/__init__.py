"""Protection of small groups: which figures are hidden, which further ones, and what an attacker could still tell."""
