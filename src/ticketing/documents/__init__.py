"""Papers: from the facts of a case to a numbered, signed PDF/A.

Five rooms, in the order of a paper's way; each uses only those before it:
content:  what each paper says as finished strings, from plain facts (`facts.py`: agency, owner, vehicle, act); pure.
layout:   HTML and PDF/A-3b, the same byte for byte whenever it is made again (`render.py`).
signing:  keys, PAdES signatures, seals and codes (`sign.py`), and the check of a file (`verify.py`).
drafting: a paper is drawn up by machine or officer, prepared, sent back or released (`steps.py`).
issuing:  a released paper gets its number, is printed, signed and kept, and says so in its case (`press.py`).

`kinds` holds one row a kind of paper, `codes.py` their names. `samples` fills every paper with invented facts. The
modules beside the rooms are what several of them, or others, ask of papers.
May fail because: no form is in force on the day of handling, a form lacks a fact, a character is not in the font,
        the key does not belong to the certificate or has lapsed.
Look first at: kinds/ (which papers there are), content/notices/notice.py (one of them), layout/render.py (to the PDF).
"""
