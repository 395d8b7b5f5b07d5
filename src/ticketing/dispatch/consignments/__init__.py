"""Consignments: gathered, closed, printed, sent, sent again."""
