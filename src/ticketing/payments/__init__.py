"""Money that came in: statement lines meet decisions, to the đồng. The software books payments and never takes money.

Takes:  statements of the Treasury, a bank or the portal; decisions with their amount and term.
Gives:  ledger entries, PAID, and for every line that fits nothing a question to a person.
May fail because: a statement cannot be read (which line, and why) - money is never lost: what is unclear is kept aside.
Look first at: match.py (pure), ledger.py (booking), statements/formats (one file a format).
"""
