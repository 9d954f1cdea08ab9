"""The demo county, built through the operations that the pages use, under an explicit clock."""
