"""Where something may travel in clear: nowhere but within this machine."""

from urllib.parse import urlsplit

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def is_guarded(url: str) -> bool:
    """Whether what is asked at an address is encrypted, or never leaves this machine.

    >>> is_guarded("https://register.example/v1"), is_guarded("http://localhost:8080"), is_guarded("http://10.0.0.7")
    (True, True, False)
    """
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
