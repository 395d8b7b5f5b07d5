"""People's way in: pages for officers, signers, communes, finance, supervisors, administrators, auditors, the public.

Takes:  an Office and a browser.
Gives:  pages; every change goes through the functions of the rooms, every read through their `queries.py`.
May fail because: nobody is logged in, the role has no right, the object belongs to someone else, a case has moved on.
Look first at: rights.py (who may open what), app.py (how a request passes), pages/ (one file a topic).
"""
