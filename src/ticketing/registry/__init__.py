"""Vehicles and their owners: before a verdict the vehicle only, afterwards the owner, against a permit and logged.

Takes:  tables of vehicles and residents; a plate and a day; what the picture shows.
Gives:  the registered vehicle and whether it fits the picture; against a permit the owner of that day and his commune.
May fail because: the plate is not registered, several are, the vehicle differs, the address names no one commune.
Look first at: local.py (the vehicle), match.py (does it fit?), access.py (the owner, logged), load.py (the tables).
"""
