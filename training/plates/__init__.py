"""Synthetic Vietnamese plates: what stands on them (texts), how they are drawn (drawing), what a camera makes of them
(damage)."""
