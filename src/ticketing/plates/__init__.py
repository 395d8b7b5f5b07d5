"""Vietnamese number plates: layouts, writing, place codes. A library of its own: it imports nothing of this house."""
