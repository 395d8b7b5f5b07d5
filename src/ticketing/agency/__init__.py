"""Who we are on a given day: issuer, units, signers, accounts, commune mailboxes, the office's own wordings.

Takes:  agency.yaml and what administrators change on their pages.
Gives:  `agency_on(session, day)`, `signer_on(session, account id, day)`, accounts, `actor_of(session, account)`.
May fail because: something that a paper must say is missing (`checks.what_is_missing`, told by `doctor`).
Look first at: agency.py (by day), values.py (what papers say), form.py (agency.yaml), accounts.py, wordings.py.
"""
