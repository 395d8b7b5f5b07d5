"""Figures people decide by. One function a figure; page, XLSX, CSV and --json show what it gives and compute nothing.

Takes:  everything, read only.
Gives:  the funnel of a cohort, the collection of fines, their charts and files, and proof that they agree.
May fail because: nothing - a report over no cases is a report of zeros.
Look first at: funnel.py, collection.py, reconcile.py (two reports never differ).
"""
