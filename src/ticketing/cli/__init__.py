"""The administrator's hands: `ticketing <noun> <verb>`, one file a noun. Look first at main.py."""
