"""Who owned the vehicle on the day of the act, and where he lives today."""
