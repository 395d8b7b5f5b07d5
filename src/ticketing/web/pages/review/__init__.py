"""Pages of whoever judges pictures."""
