"""Papers of no case: lists of consignments, reports."""
