"""Who got a notice and is not liable after all is told so: an earlier owner, an excused one (rows 33, 34, 41).

Each gets a letter of his own, which waits for its signer and goes where his notice went. To whom no notice left, or
came back, nothing is said; nor to a dead owner's house.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.owner.persons import Person, PersonRole, opened, person_of, same_person
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.dispatch.delivery_results import STAYED_HERE, TRAVELS_AGAIN
from ticketing.dispatch.tables import GATHERING, Consignment, ConsignmentItem
from ticketing.documents import codes
from ticketing.documents.case_documents import documents_of, signed_documents
from ticketing.documents.codes import NOT_LIABLE
from ticketing.documents.content.draft import LetterFacts, thaw
from ticketing.documents.content.orders.order_facts import WithdrawnFrom
from ticketing.documents.drafting.manual_drafts import refuse_empty
from ticketing.documents.drafting.steps import locked_with_case, prepare
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import SENT_BACK, WAITING, WITHDRAWN, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys

ANSWERED = "answer "
"""What stands before the code of the answer in the source of an owner who was named after it (row 33)."""
DEAD = "DECEASED"
_LHAV = "Luật Xử lý vi phạm hành chính"
_OWNERS_OF_DECREE = "khoản 6 Điều 47 Nghị định số 168/2024/NĐ-CP"
GROUNDS: Mapping[str, tuple[str, str]] = {
    "SOLD": (
        "phương tiện đã được bán, cho, tặng hoặc thừa kế trước thời điểm vi phạm; người nhận phương tiện được coi là "
        "chủ phương tiện",
        f"điểm e {_OWNERS_OF_DECREE}",
    ),
    "LEASED": (
        "phương tiện được cho thuê tài chính hoặc do đơn vị kinh doanh vận tải, hợp tác xã quản lý; bên thuê, bên quản "
        "lý được coi là chủ phương tiện",
        f"điểm c, điểm d, điểm đ {_OWNERS_OF_DECREE}",
    ),
    "COMBINATION": (
        "phương tiện thuộc tổ hợp xe; chủ của xe kéo được coi là chủ phương tiện", f"điểm g {_OWNERS_OF_DECREE}",
    ),
    "CLONED_PLATE": (
        "phương tiện vi phạm là phương tiện khác mang biển số trùng với biển số nêu trên",
        f"điểm d khoản 1 Điều 3, Điều 65 {_LHAV}",
    ),
    "ALREADY_FINED": ("hành vi vi phạm nêu trong Thông báo đã bị xử phạt", f"điểm d khoản 1 Điều 3 {_LHAV}"),
    "EXEMPT": ("hành vi thuộc trường hợp không xử phạt vi phạm hành chính", f"Điều 11, Điều 65 {_LHAV}"),
    "STOLEN": (
        "phương tiện bị chiếm đoạt, sử dụng trái phép tại thời điểm vi phạm",
        "điểm b khoản 8 Điều 47 Nghị định số 168/2024/NĐ-CP",
    ),
    "DISPUTED": ("không đủ căn cứ xác định vi phạm hành chính", f"Điều 3, Điều 65 {_LHAV}"),
}  # fmt: skip
"""Reason and article of a letter by the answer that led to it; signer and officer may have it written otherwise."""
ANOTHER_OWNER = ("người khác được xác định là chủ phương tiện tại thời điểm vi phạm", f"Điều 3 {_LHAV}")
ENDED = ("vụ việc đã kết thúc, không xử phạt vi phạm hành chính", f"Điều 3, Điều 65 {_LHAV}")


def withdraw_notices(
    session: Session, keys: FieldKeys, case_id: str, *, actor: Actor, at: datetime
) -> tuple[Document, ...]:
    """A letter waits for its signer for each of them; again: the letters that are there. One that was sent back stays
    so until an officer writes it anew, and one that waits for who is asked again after all goes no further.
    """
    if not may_concern_anybody(session, case_id):
        return ()
    case = record.locked(session, case_id)
    due = {row.id: ground for row, ground in _withdrawal(session, keys, case)}
    drawn_up = [paper for paper in documents_of(session, case.id) if paper.kind == NOT_LIABLE]
    for paper in drawn_up:
        if paper.state == WAITING and paper.about not in due:
            paper.state = WITHDRAWN
            data = {"document": paper.id, "kind": paper.kind, "state": case.state}
            record.note(session, case, LogEvent.DOCUMENT_PUT_AWAY, actor=actor, at=at, data=data)
    known = {paper.about for paper in drawn_up if paper.state != WITHDRAWN}
    return tuple(
        prepare(session, keys, case.id, NOT_LIABLE, actor=actor, at=at, extra=WithdrawnFrom(person, *ground))
        for person, ground in due.items()
        if person not in known
    )


def write_letter_again(
    session: Session, keys: FieldKeys, document_id: str, letter: LetterFacts, *, actor: Actor, at: datetime
) -> Document:
    """An officer writes a letter that its signer sent back anew; it waits for the signer again. Raises Refused.

    letter: its reason and article in finished words. The letter that was sent back stays as it was.
    """
    sent_back, case = locked_with_case(session, document_id)
    if sent_back.id not in {paper.id for paper in letters_sent_back(session, case.id)}:
        raise Refused("This letter was not sent back: there is nothing to write anew.")
    refuse_empty(letter)
    if sent_back.about not in {row.id for row, _ in _withdrawal(session, keys, case)}:
        raise Refused("Whoever this letter is for is asked again or was told otherwise: nothing is written to him now.")
    anew = WithdrawnFrom(sent_back.about, letter.reason, letter.law)
    return prepare(session, keys, case.id, NOT_LIABLE, actor=actor, at=at, extra=anew)


def letters_sent_back(session: Session, case_id: str) -> list[Document]:
    """Letters that their signer sent back and in whose place no other one was drawn up."""
    newest = {paper.about: paper for paper in documents_of(session, case_id) if paper.kind == NOT_LIABLE}
    return [paper for paper in newest.values() if paper.state == SENT_BACK]


def text_of_letter(keys: FieldKeys, document: Document) -> LetterFacts:
    """Reason and article of a letter, without whom it is for."""
    written = thaw(opened_content(keys, document)["draft"]).extra
    assert isinstance(written, WithdrawnFrom)
    return LetterFacts(written.reason, written.law)


def may_concern_anybody(session: Session, case_id: str) -> bool:
    """Whether the case has come to where somebody may have to be told, without a look at any person."""
    state = CaseState(session.get_one(Case, case_id).state)
    former = sa.select(CasePerson.id).where(CasePerson.case_id == case_id, CasePerson.role == PersonRole.FORMER_OWNER)
    ended = state is CaseState.REJECTED and bool(signed_documents(session, case_id, codes.NOTICE))
    return state in document_kind(NOT_LIABLE).states and (ended or session.scalar(former.limit(1)) is not None)


def _withdrawal(session: Session, keys: FieldKeys, case: Case) -> Iterator[tuple[CasePerson, tuple[str, str]]]:
    """Whom a notice reached and nobody asks any more, with reason and article; each person once, by his last notice."""
    told: list[Person] = []
    owner = person_of(session, keys, case.id, PersonRole.OWNER)
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    ended = case.state == CaseState.REJECTED
    if owner is None and not ended:
        return
    asked = () if ended else tuple(person for person in (owner, violator) if person)
    for row in _reached(session, case):
        person = opened(keys, row)
        if ended and row.role == PersonRole.OWNER and case.reason_code == DEAD:
            continue
        if any(_is_one(person, other) for other in (*told, *asked)):
            continue
        told.append(person)
        yield row, _ground(case, row, owner)


def _is_one(former: Person, present: Person) -> bool:
    """Whether it is one person. Where he was not found at his address and is named with another, his name is enough."""
    moved = present.source == f"{ANSWERED}NOT_RESIDENT" and (former.kind, former.name) == (present.kind, present.name)
    return moved or same_person(former, present)


def _ground(case: Case, row: CasePerson, owner: Person | None) -> tuple[str, str]:
    if row.role == PersonRole.FORMER_OWNER and owner is not None:
        return GROUNDS.get(owner.source.removeprefix(ANSWERED), ANOTHER_OWNER)
    return GROUNDS.get(case.reason_code or "", ENDED)


def _reached(session: Session, case: Case) -> Iterator[CasePerson]:
    """Persons whom a notice left for and that no letter of withdrawal has told already, the last notice first."""
    taken_back = {paper.about for paper in signed_documents(session, case.id, codes.WITHDRAWAL_LETTER)}
    for notice in reversed(signed_documents(session, case.id, codes.NOTICE)):
        row = session.get(CasePerson, notice.about)
        if row is not None and notice.id not in taken_back and _left(session, notice.id):
            yield row


def _left(session: Session, document_id: str) -> bool:
    """Whether a paper set out and did not come back; what still gathers never will."""
    query = (
        sa.select(ConsignmentItem.outcome, Consignment.state)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(ConsignmentItem.document_id == document_id, ConsignmentItem.addressee == "")
    )
    last = session.execute(query.order_by(ConsignmentItem.journey.desc()).limit(1)).one_or_none()
    return last is not None and last[1] != GATHERING and last[0] not in TRAVELS_AGAIN | STAYED_HERE
