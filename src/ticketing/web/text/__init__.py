"""What pages say: catalogues, names of codes, phrases."""
