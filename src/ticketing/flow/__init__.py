"""The machine's hands: the pipeline, what happens by itself, clocks that run out, the durable engine.

Takes:  jobs that rooms wrote with their changes.
Gives:  work done once, by any of several workers, also after a crash.
May fail because: a room refused (kept with its sentence and tried again) - never because a worker died.
Look first at: pipeline.py (drop to case on one page), reactions.py (what happens by itself), engine.py (DBOS).
"""
