"""What is done to the registry, one module for each noun."""
