"""Pages of the clock: notices, rules, the working calendar."""
