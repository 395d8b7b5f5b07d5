"""Papers: from the facts of a case to a numbered, signed PDF/A.

Takes:  facts as plain values (`facts.py`): agency, signer, owner, vehicle, act, pictures.
Gives:  finished strings (`content/`), HTML and PDF/A-3b (`render.py`), a PAdES signature (`sign.py`), the check of one
        (`verify.py`), papers merged for printing (`merge.py`).
May fail because: no form is in force on the day of handling, a form lacks a fact, a character is not in the font,
        the key does not belong to the certificate or has lapsed.
Look first at: forms.py (which papers there are), content/notice.py (one of them), render.py (the way to the PDF).
"""
