"""Training of the plate reader (`ticketing/read/network/plate_net.py`)."""
