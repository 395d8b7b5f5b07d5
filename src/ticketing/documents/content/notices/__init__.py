"""Notices of violation, and the slips that pass them or their cases on."""
