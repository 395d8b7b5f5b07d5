"""Statements as they come: values (lines.py), who reads a file (reading.py), one file a format (formats/)."""
