"""Content of each paper as finished strings, and the pure functions that make it from facts.

One folder a family of papers; each builder takes facts (`facts.py`) and gives a frozen dataclass whose strings the
template only sets in place; `compose.py` of a family fills it from draft and day of signing. Which builder a paper has,
its row says (`documents.kinds`). No rule, date or amount is worked out in a template.
Look first at: notices/notice.py.
"""
