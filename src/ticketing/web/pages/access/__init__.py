"""Pages of the log-in and of a person's own account."""
