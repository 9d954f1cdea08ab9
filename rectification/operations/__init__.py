"""What is done in the second half of the work, one module for each noun."""
