"""What became of each document: recorded, tracked, closed."""
