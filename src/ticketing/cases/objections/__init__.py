"""Complaints, suits, and persons who obstruct the procedure."""
