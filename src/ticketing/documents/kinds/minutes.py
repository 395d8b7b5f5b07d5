"""The record of the evidence, and minutes: of the violation, of a verification, of a hearing. They stay in the file."""

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState
from ticketing.documents import codes
from ticketing.documents.content.minutes import compose
from ticketing.documents.content.minutes.evidence_record import EvidenceRecord
from ticketing.documents.content.minutes.hearing import HearingMinutes
from ticketing.documents.content.minutes.verification import VerificationMinutes
from ticketing.documents.content.minutes.violation import Minutes
from ticketing.documents.kinds.row import OF_ITS_CASE, About, DocumentKind, Drafting, Sending, Shown, Signing
from ticketing.documents.kinds.states import AFTER_VERDICT
from ticketing.documents.samples import minutes as samples

ROWS = (
    DocumentKind(
        code=codes.EVIDENCE_RECORD,
        place=10,
        name="Evidence record",
        content=EvidenceRecord,
        sample=samples.evidence_record,
        numbering=OF_ITS_CASE,
        drafting=Drafting(About.VERDICT, compose.evidence_record),
        signing=Signing(Party.OFF, AFTER_VERDICT, bears_seal=False),
        sending=Sending(name_vi="Bản ghi nhận kết quả"),  # it goes with a transfer slip (dispatch.enclosures)
        shows=Shown.ALL,
    ),
    DocumentKind(
        code=codes.VERIFICATION_MINUTES,
        place=70,
        name="Minutes of verification",
        content=VerificationMinutes,
        sample=samples.verification_minutes,
        numbering=codes.VERIFICATION_MINUTES,
        drafting=Drafting(About.VERIFIED_PERSON, compose.verification_minutes),
        signing=Signing(
            Party.OFF, frozenset({CaseState.OWNER_ANSWERED, CaseState.VIOLATOR_IDENTIFIED}), bears_seal=False
        ),
    ),
    DocumentKind(
        code=codes.MINUTES,
        place=80,
        name="Minutes of the violation",
        content=Minutes,
        sample=samples.minutes,
        numbering=codes.MINUTES,
        drafting=Drafting(About.VIOLATOR, compose.minutes),
        signing=Signing(
            Party.OFF,
            frozenset({CaseState.VIOLATOR_IDENTIFIED}),
            CaseEvent.MINUTES_MADE,
            bears_seal=False,
            in_limitation=True,
        ),
    ),
    DocumentKind(
        code=codes.HEARING_MINUTES,
        place=90,
        name="Minutes of the hearing",
        content=HearingMinutes,
        sample=samples.hearing_minutes,
        numbering=codes.HEARING_MINUTES,
        drafting=Drafting(About.MINUTES, compose.hearing_minutes),
        signing=Signing(Party.OFF, frozenset({CaseState.EXPLANATION}), bears_seal=False),
    ),
)
