"""A case: one act of one vehicle, from the device's record to the last đồng.

Takes:  what camera, networks and register say; what people decide.
Gives:  `Case` in a state, with its clocks and its history.
May fail because: the table of states does not allow the event (`Refused`, with what is possible now).
Look first at: states.py (what may happen), record.py (the one door through which it happens).
"""
