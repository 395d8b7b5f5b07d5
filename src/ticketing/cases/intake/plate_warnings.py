"""What lists and earlier cases say of a plate: stolen, perhaps exempt, known to have a twin. An officer decides.

Asked twice: when a case is sorted, and before its owner is opened, because a list may come in between.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.intake.sorting import EXEMPT_VEHICLE, ORDER, STOLEN_VEHICLE, TWIN_PROVEN, Finding
from ticketing.cases.tables import Case, ClonedPlate
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.registry.lists import Listed, Listing, listed_on


def warnings_of(session: Session, keys: FieldKeys, plate: str, on: date) -> list[Finding]:
    """What stands against a notice to the owner of a plate for an act on that day, the gravest first."""
    if not plate:
        return []
    mark = clone_flag_of(session, plate)
    of_lists = [_of_list(listed, plate) for listed in listed_on(session, keys, plate, on)]
    of_mark = [warning_of_mark(mark, session.get_one(Case, mark.case_id).number)] if mark else []
    return sorted([*of_lists, *of_mark], key=lambda one: ORDER.index(one.code))


def clone_flag_of(session: Session, plate: str) -> ClonedPlate | None:
    """The mark of a plate that is proven to have a twin (twin_marks); None where there is none, or it was withdrawn."""
    query = sa.select(ClonedPlate).where(ClonedPlate.plate == plate, ClonedPlate.withdrawn_at.is_(None))
    return session.scalar(query)


def marks_of(session: Session, plate: str) -> Sequence[ClonedPlate]:
    """Every mark of a plate, withdrawn ones too, the oldest first."""
    return session.scalars(sa.select(ClonedPlate).where(ClonedPlate.plate == plate).order_by(ClonedPlate.id)).all()


def warning_of_mark(mark: ClonedPlate, number: str) -> Finding:
    """What a person reads of a marked plate. number: of the case that proved its twin."""
    sentence = (
        f"Case {number} proved that two vehicles bear this plate: compare this vehicle with the registered one before "
        "you send the case to review."
    )
    return Finding(TWIN_PROVEN, sentence, mark.plate)


def news_of(session: Session, keys: FieldKeys, case: Case, plate: str | None = None) -> list[Finding]:
    """What is known of the plate of a case now and was not when a person looked at it last.

    plate: bare, where a person reads another one than the case has.
    """
    found = warnings_of(session, keys, plate or case.plate or "", vietnam_day(case.violated_at))
    known = {(one["code"], one.get("plate")) for one in case.findings or []}
    return [one for one in found if (one.code, one.plate) not in known]


def with_news(case: Case, news: Sequence[Finding]) -> list[dict[str, str]]:
    """The findings of a case, the new ones first: who looks at it next looks at these."""
    return [*(one.as_facts() for one in news), *(case.findings or [])]


def _of_list(listed: Listed, plate: str) -> Finding:
    told = "; ".join(filter(None, (listed.source, listed.note))) or "–"
    if listed.listing is Listing.STOLEN:
        sentence = (
            f"The list of stolen vehicles names this plate on the day of the act ({told}): tell the police who look "
            "for it. Hand the case over to them, or send it to review where it proves to be an act of the owner."
        )
        return Finding(STOLEN_VEHICLE, sentence, plate)
    sentence = (
        f"The list of vehicles that may be exempt names this plate on the day of the act ({told}): find out whether it "
        "was on duty. Reject the case if it was, send it to review if it was not."
    )
    return Finding(EXEMPT_VEHICLE, sentence, plate)
