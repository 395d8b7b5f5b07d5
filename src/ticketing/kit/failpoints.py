"""Named places where a test may kill, stop or fill the disk of a running process.

`TICKETING_FAILPOINT=name:kill` arms one; `:kill:3` acts on the third pass. Unarmed it costs one dict look-up.
Every name is listed in NAMES, and a test fails when one of them is never hit.
"""

import errno
import os
import signal
import threading
import time

NAMES = (
    "blob_written_before_row",
    "drop_recorded_before_job",
    "pictures_detected_before_save",
    "plates_read_before_save",
    "case_opened_before_commit",
    "event_appended_before_commit",
    "verdict_saved_before_commit",
    "owner_opened_before_commit",
    "document_printed_before_turn",
    "document_signed_before_row",
    "document_row_before_commit",
    "mail_accepted_before_mark",
    "job_done_before_commit",
    "statement_line_before_commit",
    "checkpoint_written_before_rename",
)

_lock = threading.Lock()
_passed: dict[str, int] = {}


def failpoint(name: str) -> None:
    """Act here if `name` is armed. Actions: kill, raise, enospc, sleep."""
    armed = os.environ.get("TICKETING_FAILPOINT", "")
    if not armed or armed.split(":")[0] != name:
        return
    _, action, *rest = armed.split(":")
    with _lock:
        _passed[name] = _passed.get(name, 0) + 1
        if _passed[name] != int(rest[0] if rest else "1"):
            return
    match action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise RuntimeError(f"failpoint {name}")
        case "enospc":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case "sleep":
            time.sleep(30)
        case _:
            raise ValueError(f"'{action}' is no failpoint action: use kill, raise, enospc or sleep.")
