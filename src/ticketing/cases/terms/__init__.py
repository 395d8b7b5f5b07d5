"""Terms of a case: which an event starts and ends, how they run, which run out soon."""
