"""A released paper gets its number, is printed, signed and sealed into the evidence, once, and moves its case."""
