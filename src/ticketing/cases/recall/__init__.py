"""Recalls: every case that one fault touches, held in one action and released by two persons."""
