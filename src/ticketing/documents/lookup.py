"""What whoever holds a notice may see of its case: state in plain words, act, time, place, office. Never a name.

Notice number, plate and the code of the annex are needed together, and every wrong combination is answered alike: the
same look-ups are made, and a code is compared in constant time. The page in front of it limits the rate.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.agency import agency_on
from ticketing.cases.answers.owner_statements import may_write
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import ISSUED
from ticketing.cases.owner.persons import PersonRole, opened, person_of, same_person
from ticketing.cases.states import UNANSWERED, CaseState
from ticketing.cases.tables import Case, CasePerson, ClockState
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.documents import codes
from ticketing.documents.content.draft import thaw
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing.check_code import LOOKUP_LENGTH, lookup_hash, read_lookup_code
from ticketing.documents.tables import SIGNED, Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.penalties import article_text, row_of_facts
from ticketing.plates.layouts import normalise, printed

NO_CODE = "0" * LOOKUP_LENGTH  # no code has a zero: a text that can be none is compared all the same


@dataclass(frozen=True)
class PublicView:
    """What the page shows. state, state_vi: in plain words. come_until: the day named on the notice, None once it is no
    longer needed. amount_vnd: with its number, after a decision that fines the receiver of the notice; warned: one that
    warns him. case_id: for the page itself, never shown. may_write: whether an answer is taken here. pictures: SHA-256
    of those of the annex, with others made unreadable. complain_until, sue_until: last days of the rights against it,
    None where they do not run.
    """

    notice_no: str
    state: str
    state_vi: str
    plate: str
    vehicle: str
    act_vi: str
    article_vi: str
    violated_at: datetime
    place: str
    agency: str
    office: str
    office_address: str
    telephone: str
    come_until: date | None
    decision_no: str | None = None
    amount_vnd: int | None = None
    warned: bool = False
    case_id: str = ""
    may_write: bool = False
    pictures: tuple[str, ...] = ()
    complain_until: date | None = None
    sue_until: date | None = None


# A notice may come back to the desk: another owner was named, or the verdict behind it was taken back.
_UNDER_REVIEW = ("The case is being reviewed again.", "Vụ việc đang được xem xét lại.")
_PLAIN = {
    CaseState.DETECTED: _UNDER_REVIEW,
    CaseState.REVIEW_PENDING: _UNDER_REVIEW,
    CaseState.MANUAL_QUEUE: _UNDER_REVIEW,
    CaseState.CONFIRMED: _UNDER_REVIEW,
    CaseState.OWNER_UNKNOWN: _UNDER_REVIEW,
    CaseState.NOTICE_SENT: ("The notice was sent. Please come to the office.",
        "Đã gửi thông báo. Mời đến cơ quan giải quyết."),
    CaseState.ESCALATED: ("Nobody has come; a warning was issued.", "Chưa có người đến giải quyết; đã gửi cảnh báo."),
    CaseState.OWNER_ANSWERED: ("The owner has answered; it is being verified.",
        "Chủ phương tiện đã phản hồi; đang xác minh."),
    CaseState.OWNER_IDENTIFIED: ("A new notice is being prepared.", "Đang lập thông báo mới."),
    CaseState.VIOLATOR_IDENTIFIED: ("Minutes are to be drawn up.", "Đang lập biên bản vi phạm hành chính."),
    CaseState.MINUTES_MADE: ("Minutes were drawn up.", "Đã lập biên bản vi phạm hành chính."),
    CaseState.EXPLANATION: ("An explanation is being considered.", "Đang xem xét giải trình."),
    CaseState.DECISION_ISSUED: ("A decision was issued.", "Đã ra quyết định xử phạt."),
    CaseState.DECISION_SENT: ("A decision was issued and sent.", "Đã gửi quyết định xử phạt."),
    CaseState.DECISION_DELIVERED: ("The decision was received; the fine is to be paid.",
        "Đã giao quyết định; chờ nộp phạt."),
    CaseState.DEFERRED: ("Payment is deferred.", "Được hoãn thi hành quyết định phạt tiền."),
    CaseState.INSTALMENTS: ("Payment in instalments.", "Được nộp tiền phạt nhiều lần."),
    CaseState.OVERDUE: ("The term of payment has passed.", "Đã quá thời hạn nộp phạt."),
    CaseState.ENFORCEMENT: ("The decision is being enforced.", "Đang cưỡng chế thi hành quyết định."),
    CaseState.PAID: ("The fine is paid.", "Đã nộp phạt."),
}  # fmt: skip
_OF_ANOTHER = ("The case is handled with another person.", "Vụ việc đang được giải quyết với người khác.")
_ENDED = ("The case is closed.", "Vụ việc đã kết thúc.")


def find_case(
    session: Session, keys: FieldKeys, notice_no: str, plate: str, code: str, *, at: datetime
) -> PublicView | None:
    """The case of a notice, for whoever holds it. None for every wrong combination."""
    number = " ".join(notice_no.split())[:60]
    wanted = lookup_hash(keys.index_key, number, read_lookup_code(code) or NO_CODE)
    case = session.scalar(sa.select(Case).where(Case.lookup_code_hash == wanted))
    document = session.scalar(_notices(number, case.id if case else ""))
    fits = hmac.compare_digest((case.plate or "" if case else "").encode(), normalise(plate).encode())
    if case is None or document is None or not fits:
        return None
    return _view(session, keys, case, document, at)


def _notices(number: str, case_id: str) -> sa.Select[Any]:
    query = sa.select(Document).where(
        Document.no == number, Document.kind == codes.NOTICE, Document.state == SIGNED, Document.case_id == case_id
    )
    return query.order_by(Document.signed_at.desc()).limit(1)


def _view(session: Session, keys: FieldKeys, case: Case, document: Document, at: datetime) -> PublicView:
    agency = agency_on(session, vietnam_day(at))
    office, state = agency.office_of_unit(case.unit), CaseState(case.state)
    decision = decision_of(session, case.id)
    issued = decision if decision is not None and decision.state == ISSUED and state is not CaseState.ANNULLED else None
    words, words_vi = _PLAIN.get(state, _ENDED)
    if issued is not None and not _punishes_receiver(session, keys, case, document):
        issued, (words, words_vi) = None, _OF_ANOTHER if state in _PLAIN else _ENDED
    row = row_of_facts(case.law or {})
    return PublicView(
        notice_no=document.no or "",
        state=words,
        state_vi=words_vi,
        plate=printed(case.plate or "", case.plate_rows, case.plate_colour, case.vehicle),
        vehicle=case.vehicle or "",
        act_vi=case.act_vi or "",
        article_vi=article_text(row, vietnam_day(case.violated_at)),
        violated_at=case.violated_at,
        place=case.place,
        agency=agency.full_name,
        office=office.name if office else agency.full_name,
        office_address=office.address if office else agency.address,
        telephone=(office.telephone if office else "") or agency.telephone,
        come_until=_appointment(keys, document) if state in UNANSWERED else None,
        decision_no=issued.number if issued else None,
        amount_vnd=issued.owed_vnd if issued and not issued.warning else None,
        warned=issued is not None and issued.warning,
        complain_until=_last_day(session, case, "COMPLAINT") if issued else None,
        sue_until=_last_day(session, case, "LAWSUIT") if issued else None,
        case_id=case.id,
        may_write=may_write(session, case),
        pictures=_pictures(keys, document),
    )


def _punishes_receiver(session: Session, keys: FieldKeys, case: Case, notice: Document) -> bool:
    """Whether the person fined is whom the notice went to; in doubt not: what another owes is nobody's to read.

    A name that a correction mended is mended of both, in a newer entry of the owner.
    """
    violator, row = person_of(session, keys, case.id, PersonRole.VIOLATOR), session.get(CasePerson, notice.about)
    if violator is None or row is None:
        return False
    receiver = person_of(session, keys, case.id, PersonRole.OWNER) if row.role == PersonRole.OWNER else None
    return same_person(violator, receiver or opened(keys, row))


def _last_day(session: Session, case: Case, code: str) -> date | None:
    """The last day of a right against the decision that still runs."""
    clock = newest_clock(session, case.id, code)
    return clock.due_on if clock and clock.state == ClockState.RUNNING else None


def _pictures(keys: FieldKeys, document: Document) -> tuple[str, ...]:
    """What the annex shows of the act: copies in which nobody else can be known."""
    shown = thaw(opened_content(keys, document)["draft"]).case.pictures
    return tuple(picture.redacted for picture in shown if picture.redacted)


def _appointment(keys: FieldKeys, document: Document) -> date | None:
    text = opened_content(keys, document).get("appointment_at")
    return vietnam_day(datetime.fromisoformat(text)) if text else None
