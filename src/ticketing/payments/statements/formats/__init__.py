"""One file a form of statement; each ends with FORMAT (see reading.py). A file put here is found by itself."""
