"""Letters, warnings and notes without a form in the annexes."""
