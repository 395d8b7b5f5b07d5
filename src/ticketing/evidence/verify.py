"""The verifier: is this history whole? Runs on a home, and alone on an export (`python verify.py FOLDER`).

It needs the standard library and `cryptography` for one Ed25519 check, no database and nothing of ours: a verifier
that shares code with the writer shares its mistakes. The formats are public: RFC 9162 (tree), C2SP tlog-checkpoint.
An export holds events.jsonl (one row of the log a line), checkpoints/, blobs/ab/cd/<sha256> and log.vkey; that of one
case holds proof.json instead of the first two (`python verify.py proof.json`).
"""

import base64
import binascii
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ticketing.evidence.event_kinds import LogEvent

REPEATED = ("seq", "at", "kind", "subject", "actor", "province")  # columns that repeat a key of the leaf
TOLD = ("sha256", "size", "role", "parent", "made_by")  # what a sealed event tells of a blob
NAME_DIGITS = 12  # a checkpoint's file is named by its size

Sealed = tuple[Any, ...]
"""A blob as the log tells of it: its subject, then TOLD."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was: its kind, its place, and a sentence for a person."""

    kind: str
    where: str
    sentence: str


@dataclass(frozen=True)
class Checkpoint:
    """A statement that the log had this size and this root."""

    origin: str
    size: int
    root: bytes


@dataclass
class Report:
    """What was looked at and what was found. Whole when `faults` is empty."""

    blobs: int = 0
    events: int = 0
    checkpoints: int = 0
    uncovered: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, kind: str, where: str, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(kind, where, sentence))


def read_checkpoint(text: str, vkey: str) -> Checkpoint:
    """Parse a signed note and check its signature. Raises ValueError with the reason."""
    body, separator, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not lines[1].isdigit():
        raise ValueError("it is no checkpoint: origin, size and root are expected on three lines")
    name, _, key = vkey.strip().split("+", 2)  # base64 may hold a plus, a name may not
    public = base64.b64decode(key)
    key_id = hashlib.sha256(f"{name}\n".encode() + public).digest()[:4]
    for line in signatures.splitlines():
        signer, _, encoded = line.removeprefix("— ").rpartition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            continue
        if signer == name and raw[:4] == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], (body + "\n").encode())
            except InvalidSignature:
                raise ValueError("its signature does not fit its text") from None
            return Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2]))
    raise ValueError(f"it carries no signature by the log's key '{name}'")


class Tree:
    """The tree of RFC 9162, grown leaf by leaf in constant memory."""

    def __init__(self) -> None:
        """An empty tree."""
        self.size = 0
        self.parts: list[tuple[int, bytes]] = []  # (leaves below, root), largest first

    def grow(self, leaf: bytes) -> bytes:
        """Add a leaf and return its hash."""
        digest = hashlib.sha256(b"\x00" + leaf).digest()
        self.parts.append((1, digest))
        while len(self.parts) > 1 and self.parts[-1][0] == self.parts[-2][0]:
            (n, right), (_, left) = self.parts.pop(), self.parts.pop()
            self.parts.append((2 * n, hashlib.sha256(b"\x01" + left + right).digest()))
        self.size += 1
        return digest

    def root(self) -> bytes:
        """The root as it stands."""
        if not self.parts:
            return hashlib.sha256(b"").digest()
        root = self.parts[-1][1]
        for _, left in reversed(self.parts[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


def verify(
    rows: Iterable[Mapping[str, Any]],
    checkpoints: Mapping[str, str],
    vkey: str,
    read_blob: Callable[[str], bytes | None],
    stored: Iterable[str] = (),
    head: tuple[int, str] | None = None,
    items: Iterable[Mapping[str, Any]] | None = None,
) -> Report:
    """Check a whole log.

    rows:        columns of evidence_events, ordered by seq.
    checkpoints: texts by a name for the reader (a file's name, or "witness …").
    read_blob:   bytes of a blob or None; `stored` names blobs that must be whole although no event speaks of them.
    head:        size and last leaf hash that the database believes in.
    items:       columns of evidence_items, which papers and pages are made from; None: an export has none.
    """
    report, tree = Report(), Tree()
    noted = _read_checkpoints(checkpoints, vkey, report)
    wanted, roots, sealed, erased = {c.size for c in noted.values()}, {0: tree.root()}, Counter[Sealed](), set[str]()
    previous = ""
    for row in rows:
        previous = _check_row(row, tree.size + 1, previous, report)
        tree.grow(str(row["leaf"]).encode())
        if tree.size in wanted:
            roots[tree.size] = tree.root()
        _collect_blobs(str(row["leaf"]), sealed, erased)
    report.events = tree.size
    if head and head != (tree.size, previous):
        report.add(
            "head_differs", "evidence_head", f"The head speaks of {head[0]} events, the table holds {tree.size}."
        )
    _check_checkpoints(noted, roots, tree.size, report)
    _check_blobs({sha256 for _, sha256, *_ in sealed}, erased, stored, read_blob, report)
    if items is not None:
        _check_items(items, sealed, report)
    return report


def _read_checkpoints(texts: Mapping[str, str], vkey: str, report: Report) -> dict[str, Checkpoint]:
    noted = {}
    for name, text in texts.items():
        try:
            noted[name] = read_checkpoint(text, vkey)
        except ValueError as problem:
            report.add("checkpoint_invalid", name, f"Checkpoint {name} cannot be trusted: {problem}.")
            continue
        size = noted[name].size
        if name.isdigit() and name != f"{size:0{NAME_DIGITS}d}":  # one that was kept elsewhere has a name of its own
            report.add("checkpoint_misnamed", name, f"Checkpoint {name} speaks of {size} events: its file was renamed.")
    report.checkpoints = len(noted)
    return noted


def _check_row(row: Mapping[str, Any], expected: int, previous: str, report: Report) -> str:
    """Check one row against the one before; returns its leaf hash as computed."""
    seq, text = row["seq"], str(row["leaf"])
    where = f"event {seq}"
    digest = hashlib.sha256(b"\x00" + text.encode()).hexdigest()
    try:
        leaf = json.loads(text)
        repeated = {name: leaf[name] for name in REPEATED} | {"log_id": leaf["log"], "prev": leaf["prev"]}
    except (ValueError, KeyError, TypeError):
        report.add("event_changed", where, f"The text of event {seq} is no leaf of this log.")
        return digest
    if digest != row["leaf_hash"]:
        report.add("event_changed", where, f"Event {seq} no longer has the hash it was written with.")
    for name, value in repeated.items():
        if name != "prev" and row[name] != value:
            report.add("event_changed", where, f"Column {name} of event {seq} differs from its leaf.")
    if seq != expected:
        report.add("event_missing", f"event {expected}", f"Event {expected} is missing or out of order: found {seq}.")
    if repeated["prev"] != previous:
        sentence = f"Event {seq} does not follow the event before it: one was put in, taken out or changed."
        report.add("chain_broken", where, sentence)
    return digest


def _collect_blobs(text: str, sealed: Counter[Sealed], erased: set[str]) -> None:
    if '"sealed"' not in text and '"blobs_erased"' not in text:
        return
    try:
        leaf = json.loads(text)
        blobs = leaf["data"].get("blobs", [])
        names = {str(blob["sha256"]) for blob in blobs}
        if leaf["kind"] == LogEvent.BLOBS_SEALED:
            sealed.update((leaf["subject"], *(blob.get(name) for name in TOLD)) for blob in blobs)
        elif leaf["kind"] == "blobs_erased":
            erased.update(names)
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _check_checkpoints(noted: Mapping[str, Checkpoint], roots: Mapping[int, bytes], size: int, report: Report) -> None:
    for name, seen in noted.items():
        if seen.size > size:
            lost = f"events {size + 1} to {seen.size} were taken away"
            report.add(
                "events_missing", name, f"Checkpoint {name} saw {seen.size} events, the log holds {size}: {lost}."
            )
        elif roots[seen.size] != seen.root:
            report.add("root_differs", name, f"The first {seen.size} events are not those that {name} saw.")
    covered = [seen.size for seen in noted.values() if seen.size <= size]
    report.uncovered = size - max(covered, default=0)


def _check_blobs(
    sealed: set[str], erased: set[str], stored: Iterable[str], read: Callable[[str], bytes | None], report: Report
) -> None:
    for name in sorted(sealed | set(stored)):
        data = read(name)
        if data is None:
            if name not in erased:
                report.add("blob_missing", f"blob {name}", f"Blob {name} was sealed and is no longer there.")
            continue
        report.blobs += 1
        if hashlib.sha256(data).hexdigest() != name:
            report.add("blob_changed", f"blob {name}", f"The bytes of blob {name} were changed.")


def _check_items(items: Iterable[Mapping[str, Any]], sealed: Counter[Sealed], report: Report) -> None:
    """Each row must be one that the log tells of, and each that it tells of must be there."""
    missing = sealed.copy()
    for item in items:
        told = (item["subject"], *(item[name] for name in TOLD))
        if missing[told]:
            missing[told] -= 1
            continue
        sha256, role = item["sha256"], item["role"]
        sentence = f"The row of blob {sha256} as {role} is not what was sealed: it was put in or changed."
        report.add("row_not_sealed", f"evidence_items {item['id']} of {item['subject']}", sentence)
    for subject, sha256, _, role, *_ in missing.elements():
        sentence = f"Blob {sha256} was sealed as {role}, and its row is gone or was changed."
        report.add("row_missing", f"blob {sha256} of {subject}", sentence)


def root_of_path(leaf: bytes, index: int, size: int, path: Iterable[bytes]) -> bytes:
    """Where a leaf and its path lead (RFC 9162 section 2.1.3.2). Raises ValueError for one that is no path."""
    root, place, last = hashlib.sha256(b"\x00" + leaf).digest(), index, size - 1
    for step in path:
        if last == 0:
            raise ValueError("its path is too long")
        if place % 2 or place == last:
            root = hashlib.sha256(b"\x01" + step + root).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            root = hashlib.sha256(b"\x01" + root + step).digest()
        place, last = place // 2, last // 2
    if last:
        raise ValueError("its path is too short")
    return root


def verify_proof(proof: Mapping[str, Any], vkey: str, read_blob: Callable[[str], bytes | None]) -> Report:
    """Check the history of one subject: each event stands in the log that the checkpoint signs, each blob is whole."""
    report, sealed, erased = Report(), Counter[Sealed](), set[str]()
    try:
        signed = read_checkpoint(str(proof["checkpoint"]), vkey)
    except ValueError as problem:
        report.add("checkpoint_invalid", "checkpoint", f"The checkpoint cannot be trusted: {problem}.")
        return report
    report.checkpoints, report.uncovered = 1, int(proof.get("later", 0))
    for event in proof["events"]:
        report.events += 1
        leaf, seq = str(event["leaf"]), int(event["seq"])
        try:
            root = root_of_path(leaf.encode(), seq - 1, signed.size, map(bytes.fromhex, event["path"]))
        except ValueError as problem:
            report.add("path_invalid", f"event {seq}", f"Event {seq}: {problem}.")
            continue
        if root != signed.root:
            report.add("event_changed", f"event {seq}", f"Event {seq} does not stand in the log as it is written here.")
        elif json.loads(leaf)["subject"] != proof["subject"]:
            report.add("event_of_another", f"event {seq}", f"Event {seq} is of another subject.")
        _collect_blobs(leaf, sealed, erased)
    _check_blobs({sha256 for _, sha256, *_ in sealed}, erased, (), read_blob, report)
    return report


def _verify_proof_file(path: Path) -> Report:
    proof = json.loads(path.read_text(encoding="utf-8"))

    def read_blob(name: str) -> bytes | None:
        blob = path.parent / "blobs" / name[:2] / name[2:4] / name
        return blob.read_bytes() if blob.exists() else None

    return verify_proof(proof, (path.parent / "log.vkey").read_text(), read_blob)


def _verify_export(folder: Path) -> Report:
    def rows() -> Iterator[Any]:
        with (folder / "events.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def read_blob(name: str) -> bytes | None:
        path = folder / "blobs" / name[:2] / name[2:4] / name
        return path.read_bytes() if path.exists() else None

    texts = {path.name: path.read_text() for path in sorted((folder / "checkpoints").iterdir())}
    return verify(rows(), texts, (folder / "log.vkey").read_text(), read_blob)


if __name__ == "__main__":
    named = Path(sys.argv[1])
    found = _verify_proof_file(named) if named.is_file() else _verify_export(named)
    print(f"{found.events} events, {found.checkpoints} checkpoints, {found.blobs} blobs, {found.uncovered} uncovered")
    for fault in found.faults:
        print(f"{fault.kind}: {fault.where}: {fault.sentence}")
    sys.exit(1 if found.faults else 0)
