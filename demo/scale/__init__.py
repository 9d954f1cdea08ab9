"""A city at scale, for measuring: rows in bulk, and afterwards the checks that a replay does not need."""
