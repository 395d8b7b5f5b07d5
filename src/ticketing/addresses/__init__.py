"""Vietnamese addresses, old and new, to the commune of today. A library of its own: it imports nothing of this
house."""
