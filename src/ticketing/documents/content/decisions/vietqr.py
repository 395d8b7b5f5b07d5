"""Payload of a VietQR code (NAPAS, EMVCo merchant-presented): for decisions only, off unless the agency wants it.

No notice ever bears one. Whether a Treasury account takes VietQR is not confirmed (domain.md 7).
"""

import re
from dataclasses import dataclass

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"


class BadTransfer(ValueError):
    """A value that has no place in the payload."""


@dataclass(frozen=True)
class Transfer:
    """What the code asks a bank to fill in.

    bank_bin: six digits. account: digits and letters, at most 19. amount_vnd: whole đồng.
    bill_number, purpose: ASCII, at most 25 characters.
    """

    bank_bin: str
    account: str
    amount_vnd: int
    bill_number: str = ""
    purpose: str = ""


def payload(transfer: Transfer) -> str:
    """The text that goes into the QR code, with its check sum at the end. Raises BadTransfer.

    >>> payload(Transfer("970436", "1234567890123", 5_000_000, "QD00012326", "PHAT VPHC QD00012326"))[-8:]
    '6304B9DB'
    """
    _check(transfer)
    beneficiary = _element("00", transfer.bank_bin) + _element("01", transfer.account)
    merchant = _element("00", NAPAS) + _element("01", beneficiary) + _element("02", TO_ACCOUNT)
    note = _element("01", transfer.bill_number) + _element("08", transfer.purpose)
    text = "".join(
        [
            _element("00", "01"),
            _element("01", "12"),
            _element("38", merchant),
            _element("53", "704"),
            _element("54", str(transfer.amount_vnd)),
            _element("58", "VN"),
            _element("62", note),
            "6304",
        ]
    )
    return f"{text}{crc16(text.encode()):04X}"


def payment_reference(number: int, year: int) -> str:
    """The reference of a decision in a transfer: "QD", six digits of its number, two of its year (domain.md 7).

    >>> payment_reference(123, 2026)
    'QD00012326'
    """
    return f"QD{number:06}{year % 100:02}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection, no final xor.

    >>> hex(crc16(b"123456789"))
    '0x29b1'
    """
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            shifted = crc << 1
            crc = (shifted ^ 0x1021 if crc & 0x8000 else shifted) & 0xFFFF
    return crc


def _element(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}" if value else ""


def _check(transfer: Transfer) -> None:
    fits = {
        "bank BIN": re.fullmatch(r"[0-9]{6}", transfer.bank_bin),
        "account": re.fullmatch(r"[0-9A-Za-z]{1,19}", transfer.account),
        "amount": 0 < transfer.amount_vnd < 10**13,
        "bill number": re.fullmatch(r"[ -~]{0,25}", transfer.bill_number),
        "purpose": re.fullmatch(r"[ -~]{0,25}", transfer.purpose),
    }
    wrong = [name for name, fit in fits.items() if not fit]
    if wrong:
        raise BadTransfer(
            f"No VietQR code can be made: {', '.join(wrong)} does not fit (BIN six digits, account at most 19 letters "
            "and digits, bill number and purpose at most 25 ASCII characters)."
        )
