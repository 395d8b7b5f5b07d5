"""How the weights of `ticketing.detect` and `ticketing.read` were made: one command a step, see README.md."""
