"""A warning to the agencies ends when its case is settled: what says so waits for its signer (C73 art. 24.3-4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import ISSUED
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import LIFTED
from ticketing.documents.content.draft import thaw
from ticketing.documents.content.orders.order_facts import WarningEnds
from ticketing.documents.content.wording import short_day
from ticketing.documents.drafting.steps import prepare
from ticketing.documents.kinds import WARNINGS, document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.fields import FieldKeys


def is_over(kind: str, state: CaseState) -> bool:
    """Whether a warning of this kind has nothing left to wait for, its case being in this state.

    Where a part turns out to be paid in time nothing was overdue: the warning of the debt is over, and no other.
    """
    return state in document_kind(kind).validity.over_in


def was_warned(session: Session, case_id: str) -> bool:
    """Whether there is a signed warning that may be over."""
    return any(signed_documents(session, case_id, kind) for kind in WARNINGS)


def propose_lifting(
    session: Session, keys: FieldKeys, case_id: str, *, actor: Actor, at: datetime
) -> tuple[Document, ...]:
    """What lifts each signed warning that is over. Again: the papers that are there."""
    signed = [paper for kind in WARNINGS for paper in signed_documents(session, case_id, kind)]
    case = record.locked(session, case_id) if signed else None
    if case is None:
        return ()
    warnings = [paper for paper in signed if is_over(paper.kind, CaseState(case.state))]
    if not warnings:
        return ()
    ground = _ground(session, case)
    return tuple(
        prepare(session, keys, case_id, LIFTED, actor=actor, at=at, extra=_ends(keys, warning, ground))
        for warning in warnings
    )


def _ends(keys: FieldKeys, warning: Document, ground: str) -> WarningEnds:
    assert warning.no and warning.issued_on
    named = thaw(opened_content(keys, warning)["draft"]).case.owner
    return WarningEnds(warning.id, warning.no, warning.issued_on, ground, named)


def _ground(session: Session, case: Case) -> str:
    decision = decision_of(session, case.id)
    issued = decision if decision is not None and decision.state == ISSUED else None
    mark = f"số {issued.number} ngày {short_day(issued.issued_on)}" if issued else ""
    match CaseState(case.state):
        case CaseState.ANNULLED if issued:
            return f"Quyết định xử phạt vi phạm hành chính {mark} đã bị hủy bỏ"
        case CaseState.CLOSED if issued and issued.warning:
            return f"vụ việc đã được giải quyết bằng Quyết định xử phạt vi phạm hành chính {mark}"
        case CaseState.CLOSED if issued and issued.owed_vnd == 0:
            return f"tiền phạt theo Quyết định xử phạt vi phạm hành chính {mark} đã được miễn toàn bộ"
        case CaseState.PAID | CaseState.CLOSED if issued and issued.paid_vnd >= issued.owed_vnd:
            # The fine and no more: remedies and licences that are withdrawn are carried out apart from it.
            return f"tiền phạt theo Quyết định xử phạt vi phạm hành chính {mark} đã được nộp đủ"
        case CaseState.INSTALMENTS:
            return f"phần tiền phạt đến hạn theo Quyết định xử phạt vi phạm hành chính {mark} đã được nộp đúng thời hạn"
        case CaseState.REJECTED if signed_documents(session, case.id, codes.WITHDRAWAL_LETTER):
            return "thông báo vi phạm là căn cứ của cảnh báo đã được rút"
        case CaseState.NO_SANCTION | CaseState.EXPIRED | CaseState.REJECTED:
            return "vụ việc đã kết thúc, không ra quyết định xử phạt vi phạm hành chính"
    return "vụ việc đã được giải quyết xong"
