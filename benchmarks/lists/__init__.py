"""Every list page of the second half of the work, with 20,000 rows in it."""
