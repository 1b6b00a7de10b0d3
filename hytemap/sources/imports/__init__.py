"""Files of the city's own surveys and any other table: bytes → cells → rows, with every bad one named."""
