"""Decisions about an issued penalty decision, its enforcement among them."""
