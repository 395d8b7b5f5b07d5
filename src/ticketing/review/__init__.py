"""People judge: one or two persons say whether a picture shows the act, before anything else may happen.

Takes:  cases that wait (REVIEW_PENDING, MANUAL_QUEUE), the registered vehicle, the law of the day of the act.
Gives:  verdicts, and through `cases.record` a case CONFIRMED, REJECTED, sent to the manual queue or back to the camera.
May fail because: the evidence is incomplete (`Incomplete` names what is missing), somebody was faster
        (`cases.record.Stale`), the person has judged already or another one holds the case (`cases.states.Refused`).
Look first at: verdicts.py (what a verdict does), policy.py with data/policy.yaml (when a second one is needed).
"""
