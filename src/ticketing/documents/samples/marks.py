"""Days, numbers and sums that the samples of several families share. Invented."""

from datetime import date, datetime

from ticketing.documents.content.facts import (
    Mark,
    TreasuryFacts,
)
from ticketing.kit.clock import VIETNAM

SIGNED_ON = date(2026, 11, 24)
SIGNED_AT = datetime(2026, 11, 24, 9, 30, tzinfo=VIETNAM)
NOTICE_MARK = Mark("05/TB-CSGT", SIGNED_ON)
TREASURY = TreasuryFacts(
    treasury="Kho bạc Nhà nước Khu vực VI",
    bank="Ngân hàng thương mại cổ phần nơi Kho bạc Nhà nước mở tài khoản",
    account="7111.1.1234567",
    agency_code="1059999",
    chapter_code="009",
    sub_item_code="4252",
)
DECISION_MARK = Mark("17/QĐ-XPHC", date(2026, 10, 26))
FINE_VND = 19_000_000
