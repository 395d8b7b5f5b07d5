"""Records and minutes: what was found, said and verified."""
