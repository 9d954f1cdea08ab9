"""Pages of papers, of entries for others, of how much may be read."""
