"""What the system costs, side by side with what one could use instead; README.md says how to read it."""
