"""An officer asked for better evidence: stills are taken from the drop's clip, sealed, and everything is read anew.

The case stands in DETECTED meanwhile. All that is found is kept in the transaction that brings the case on, so that a
crash leaves it where it was, and the same stills are taken again. Where nothing better can be had, a person goes on.
"""

from collections.abc import Sequence

from ticketing.cameras.clip import moments_around, role_of, stills_of
from ticketing.cameras.decoder import Undecodable
from ticketing.cameras.observation import CLIP, PICTURE_ROLES
from ticketing.cameras.tables import Observation
from ticketing.cases import record
from ticketing.cases.events import CaseEvent
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.evidence.seal import Sealed, items_of, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow.app_context import AppContext
from ticketing.flow.pipeline import ACTOR, Picture, ask_register, expect_register, look_at, read_all, store
from ticketing.kit.failpoints import failpoint

NOTHING_BETTER = "NO_BETTER_EVIDENCE"
NO_CLIP = "The camera sent no clip of this act: a person judges by the pictures that there are."
USED_UP = "The stills of the clip are sealed already, and it shows no more of the act: a person judges by them."
ELSEWHERE = "The clip does not cover the moment of the act: a person judges by the pictures that there are."
NO_PLATE_SEEN = "No plate is seen in the pictures or in the clip: a person reads it."


def look_into_clip(context: AppContext, case_id: str) -> None:
    """Bring a case that waits in DETECTED on, with stills from its clip. Running again does nothing."""
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        observation = session.get_one(Observation, case_id)
        items = items_of(session, case_id)
    if case.state != CaseState.DETECTED:
        return
    clip = next((item for item in items if item.role == CLIP), None)
    if clip is None:
        _to_a_person(context, case, NO_CLIP)
    elif any(item.parent == clip.sha256 for item in items):
        _to_a_person(context, case, USED_UP)
    else:
        _read_anew(context, case, observation, clip, [item for item in items if item.role in PICTURE_ROLES])


def _read_anew(
    context: AppContext, case: Case, observation: Observation, clip: EvidenceItem, pictures: Sequence[EvidenceItem]
) -> None:
    expect_register(context)
    try:
        stills = _stills(context, case, clip, pictures)
    except Undecodable as problem:
        _to_a_person(context, case, f"The clip cannot be used: {problem}.")
        return
    if not stills:
        _to_a_person(context, case, ELSEWHERE)
        return
    shown: list[Picture] = [*pictures, *stills]
    found = read_all(context, [look_at(context, number, item) for number, item in enumerate(shown)])
    failpoint("plates_read_before_save")
    if found is None:
        _to_a_person(context, case, NO_PLATE_SEEN, stills)
        return
    ask_register(context, observation, found)
    with context.database.writing() as session:
        if record.locked(session, case.id).version != case.version:
            return
        record_sealed(session, case.id, stills, at=context.clock.now(), actor=ACTOR.label)
        store(session, context, session.get_one(Observation, observation.id), found)


def _stills(context: AppContext, case: Case, clip: EvidenceItem, pictures: Sequence[EvidenceItem]) -> list[Sealed]:
    """New blobs that name the clip and what took them out of it. Raises Undecodable."""
    moments = [case.violated_at, *(picture.captured_at for picture in pictures if picture.captured_at)]
    sealed: list[Sealed] = []
    for still in stills_of(context.store.get(clip.sha256), moments_around(clip.captured_at, moments)):
        captured_at = clip.captured_at + still.after if clip.captured_at else None
        role = role_of(captured_at, case.violated_at)
        sealed.append(
            store_blob(
                context.store, still.png, role, captured_at=captured_at, parent=clip.sha256, made_by=still.made_by
            )
        )
    return sealed


def _to_a_person(context: AppContext, case: Case, sentence: str, stills: Sequence[Sealed] = ()) -> None:
    """To the manual queue, with why; stills that show no plate are kept all the same."""
    now = context.clock.now()
    with context.database.writing() as session:
        if record.locked(session, case.id).version != case.version:
            return
        if stills:
            record_sealed(session, case.id, stills, at=now, actor=ACTOR.label)
        facts = Facts(reason=(NOTHING_BETTER, sentence))
        record.apply(session, case.id, CaseEvent.MANUAL_HANDLING_NEEDED, actor=ACTOR, at=now, facts=facts)
