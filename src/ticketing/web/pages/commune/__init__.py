"""Pages of deliveries, for communes and for the office that asks after them."""
