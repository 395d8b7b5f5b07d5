"""From a read observation to a case in its first state: sorting, cloned plates, duplicates."""
