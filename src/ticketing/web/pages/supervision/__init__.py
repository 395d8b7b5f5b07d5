"""Pages of supervisors, and of what two persons decide."""
