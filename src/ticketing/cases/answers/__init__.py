"""What owners answer, what is verified of it, and how an answer is taken back."""
