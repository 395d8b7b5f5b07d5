"""What bytes seem to be, in words: for refusals that must say what was seen."""

SHOWN = 60


def encoding_of(head: bytes) -> str:
    """A guess at how text is encoded, "binary data" where it seems to be none.

    >>> encoding_of("Nộp phạt".encode()), encoding_of(b"PK\\x03\\x04\\x00"), encoding_of(b"N\\xe3p")
    ('UTF-8', 'binary data', 'an 8-bit encoding, such as windows-1258')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if b"\0" in head:
        return "binary data"
    for cut in range(4):  # the last character may be cut in two
        try:
            head[: len(head) - cut].decode("utf-8")
            return "UTF-8"
        except UnicodeDecodeError:
            continue
    return "an 8-bit encoding, such as windows-1258"


def first_line(head: bytes) -> str:
    """The first line that holds something, short, without signs that steer a terminal.

    >>> first_line(b"\\n  :20:STATEMENT\\x1b[2J\\r\\n:25:1")
    ':20:STATEMENT\\\\x1b[2J'
    """
    text = head.decode("utf-16" if encoding_of(head) == "UTF-16" else "utf-8-sig", "replace")
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line[: SHOWN + 1])
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
