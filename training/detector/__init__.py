"""Training of the detector: plates, and the vehicles that carry them."""
