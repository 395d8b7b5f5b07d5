"""The notice of violation with its annex, and the slips that pass it or its case on."""

import re

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import UNANSWERED, CaseState
from ticketing.documents import codes
from ticketing.documents.content.notices import compose
from ticketing.documents.content.notices.notice import EvidenceAnnex, Notice
from ticketing.documents.content.notices.transfer import CommuneSlip, TransferSlip
from ticketing.documents.kinds.row import (
    About,
    DocumentKind,
    Drafting,
    Receiver,
    Sending,
    Shown,
    Signing,
    Tie,
    Validity,
)
from ticketing.documents.samples import notices as samples

# The page of Mẫu số 01/73 holds the form's fields and nothing else (domain.md 0.2).
FORBIDDEN = re.compile(r"\bđồng\b|\bVND\b|₫|tài khoản|phạt tiền|tiền phạt|mã tra cứu|<img", re.IGNORECASE)

ROWS = (
    DocumentKind(
        code=codes.NOTICE,
        place=20,
        name="Notice of violation (01/73)",
        content=Notice,
        sample=samples.notice,
        numbering=codes.NOTICE,
        drafting=Drafting(About.OWNER, compose.notice),
        signing=Signing(Party.SIGN, frozenset({CaseState.OWNER_IDENTIFIED}), CaseEvent.NOTICE_SENT, in_limitation=True),
        sending=Sending(
            Receiver.OWNER, "Thông báo", sent_in=frozenset({CaseState.NOTICE_SENT}), asks=CaseEvent.OWNER_ANSWERED
        ),
        validity=Validity(falls_with_case=True, tie=Tie.IS_ONE, one_notice=True),
        shows=Shown.REDACTED,
        annex=codes.EVIDENCE_ANNEX,
        forbidden=FORBIDDEN,
    ),
    DocumentKind(
        code=codes.EVIDENCE_ANNEX,
        place=25,
        name="Annex with pictures of the violation",
        content=EvidenceAnnex,
        sample=samples.annex,
        drafting=Drafting(compose=compose.annex),
    ),
    DocumentKind(
        code=codes.TRANSFER_SLIP,
        place=30,
        name="Transfer slip (03/73)",
        content=TransferSlip,
        sample=samples.transfer_slip,
        numbering=codes.TRANSFER_SLIP,
        drafting=Drafting(About.OWNER, compose.transfer_slip, one_owner=True),
        signing=Signing(Party.SIGN, frozenset({CaseState.OWNER_IDENTIFIED}), CaseEvent.TRANSFERRED, in_limitation=True),
        sending=Sending(Receiver.HANDLING_POLICE, "Phiếu chuyển", sent_in=frozenset({CaseState.NOTICE_SENT})),
        validity=Validity(falls_with_case=True),
    ),
    DocumentKind(
        code=codes.COMMUNE_SLIP,
        place=60,
        name="Slip to the commune (form 04)",
        content=CommuneSlip,
        sample=samples.commune_slip,
        numbering=codes.COMMUNE_SLIP,
        drafting=Drafting(About.NOTICE_EACH, compose.commune_slip),
        signing=Signing(
            Party.SIGN, UNANSWERED, CaseEvent.NOTICE_UNANSWERED, frozenset({CaseState.NOTICE_SENT}), in_limitation=True
        ),
        sending=Sending(
            Receiver.COMMUNE_POLICE,
            "Phiếu gửi",
            sent_in=frozenset({CaseState.ESCALATED}),
            by_police=True,
            only_in=UNANSWERED,  # it names a person to the police, until he comes (C73 art. 24.5.b)
        ),
        validity=Validity(falls_with_case=True, tie=Tie.NAMES_IT, one_notice=True),
    ),
)
