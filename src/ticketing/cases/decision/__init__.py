"""The decision: figures, proposal, term, explanations, service, payment relief."""
