"""A year of rectification, played by the operations that the pages call, and read again from the trail alone."""
