"""Runs a program that opens strangers' bytes, in a process that may do nothing else: `python -I shut_in.py PROGRAM ...`

PROGRAM is a file that has LIMITS and main(); it runs no other way. Its libraries are loaded first, then the process
gives up files, memory, privileges and network, then main() begins. Run by path: it imports the standard library only.
"""

import ctypes
import importlib.util
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import ModuleType

CLONE_NEWNET, CLONE_NEWUSER, PR_SET_NO_NEW_PRIVS = 0x40000000, 0x10000000, 38
NOTHING_WRITTEN = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 16}


def enter_sandbox(limits: Mapping[int, int]) -> None:
    """Give up all but what `limits` leave (resource.RLIMIT_…: most) and, where the kernel lets us, the network."""
    for limit, most in {**limits, **NOTHING_WRITTEN}.items():
        resource.setrlimit(limit, (most, most))
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def load(path: str) -> ModuleType:
    """The program with its libraries, while files can still be opened. Raises what loading it raises."""
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec and spec.loader
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


if __name__ == "__main__":
    program = load(sys.argv[1])
    enter_sandbox(program.LIMITS)
    program.main(sys.argv[2:])
