"""What is done in supervision, noun by noun."""
