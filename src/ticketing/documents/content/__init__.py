"""Content of each paper as finished strings, and the pure functions that make it from facts.

One module a family of papers; each builder takes facts (`facts.py`) and gives a frozen dataclass whose strings the
template only sets in place; `compose.py` chooses form and builder. No rule, date or amount is worked out in a template.
Look first at: notice.py.
"""
