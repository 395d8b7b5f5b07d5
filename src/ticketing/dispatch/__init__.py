"""Papers on their way: consignments to a commune's police (or the post), mail, what became of each paper.

Takes:  signed documents, and what clerks and officers record of them.
Gives:  a print file with its cover list, a mail sent at least once under one Message-ID, proof of delivery.
May fail because: the mail server refused (shown, sent again by hand), the receiver is not there, the address is wrong.
Look first at: consignments.py (gather, close), outbox.py (send), delivery.py (what became of it), channels/.
"""
