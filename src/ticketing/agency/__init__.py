"""Who we are on a given day: issuer, units, signers, accounts, commune mailboxes, the office's own wordings.

Takes:  agency.yaml and what administrators change on their pages.
Gives:  `Agency` as it was on a day; accounts; `Actor`, the hand behind every event.
May fail because: something that a paper must say is missing (`doctor` lists it).
Look first at: actors.py, agency.py, accounts.py.
"""
