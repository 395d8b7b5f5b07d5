"""The law as dated data, and pure functions on it.

Takes: codes, days, amounts, texts of plates and addresses; everything as an argument.
Gives: rows of fines, terms, competence, readings of a plate, today's commune of an address.
May fail because: a table contradicts itself (`TableFault`, on load), a word is not in the vocabulary (`UnknownCode`).
   That the law has no row for a day, that a plate fits no layout, that an address is unknown are answers, not errors.
Look first at: `dated.py` (how a table is read by day), then `penalties.py` and `clocks.py`.

The day on which a table is read is always named by the caller: act and amount by the day of the act, the length of a
term by the day of its start event, competence by the day of handling.
"""
