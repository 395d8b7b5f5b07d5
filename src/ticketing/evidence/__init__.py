"""The ground: sealed bytes, and the log that proves history without trusting us.

Takes:  bytes as they came; what happened, in the transaction in which it happened.
Gives:  content-addressed blobs, a chained and Merkle-hashed event log, signed checkpoints, a verifier.
May fail because: the disk is full (nothing is accepted then), a stored byte changed (said with its place).
Look first at: log.py (one event), checkpoint.py (what leaves the machine), verify.py (what an outsider runs).
"""
