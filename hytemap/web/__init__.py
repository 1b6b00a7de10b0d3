"""The Flask service: pages and the API, both reading the atlas."""
