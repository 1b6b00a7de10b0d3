"""Every way a source can fail, by protocol: one line tells source, cause and remedy, and the old data stay."""
