"""The first room: what cameras send becomes an observation, its bytes sealed before anything opens them.

Takes:  drops (a JSON beside the files it names), and the table of cameras.
Gives:  `Observation` rows with sealed evidence, and the job that has each processed.
May fail because: the disk is full (nothing is taken then). A bad drop does not fail: it is kept aside, with a sentence.
Look first at: observation.py (values), ingest.py (one drop), inbox.py (a folder of them), estate.py (the cameras).
"""
