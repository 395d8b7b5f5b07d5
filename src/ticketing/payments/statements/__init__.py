"""Statements as they come, one file a format."""
