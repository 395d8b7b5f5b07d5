"""One file a form in which cameras send; each ends with FORMAT (see camera_format.py). A file put here is found."""
