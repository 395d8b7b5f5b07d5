"""Pictures for the notice: whose vehicle is sharp in them, what they were made of, and that it stays as it was."""

import json
from pathlib import Path

import pytest

from conftest import MONDAY
from ticketing.cases.tables import Case
from ticketing.documents.drafting.document_context import REDACTED
from ticketing.documents.layout.redaction import SIGHTS, sights_json
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow.app_context import AppContext
from ticketing.flow.pipeline import _networks, look_at, sights_of
from ticketing.flow.redact_bystanders import redact_bystanders
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.read.pictures import open_picture
from ticketing.read.plate_selection import select_plate
from ticketing.read.service import PlateService
from ticketing.read.tables import Reading
from walked import walk_to

pytestmark = pytest.mark.models

SCENE = (Path(__file__).parents[1] / "detect" / "golden" / "scene.jpg").read_bytes()
LEFT, RIGHT = "98A67890", "98A12345"


@pytest.fixture(scope="module")
def service() -> PlateService:
    return _networks()  # those of the pipeline: loading others takes longer than all that is done with them


@pytest.fixture(scope="module")
def on_the_original(service: PlateService) -> set[str]:
    return plates_on(service, SCENE)


def case_of(context: AppContext, *, read: str, judged: str, sights: bool = True, clip: str | None = None) -> str:
    """A case with one picture of two cars: `read` is what the machine took for the violator's plate.

    clip: the SHA-256 of the clip that the picture is a still of.
    """
    case_id = walk_to(context, "owner_found")
    picture = store_blob(context.store, SCENE, "at", captured_at=MONDAY, parent=clip)
    seal(context, case_id, picture)
    if sights:
        seen = look_at(context, 0, items(context, case_id, "at")[0])
        kept = sights_of([seen], select_plate([look for look in seen.looks if look.text == read]))
        seal(context, case_id, store_blob(context.store, sights_json(kept), SIGHTS, made_by="detect"))
    with context.database.writing() as session:
        session.get_one(Case, case_id).plate = judged
        vote = {"text": read, "rows": [read], "confidence": 0.9}
        session.add(Reading(id=new_id(), observation_id=case_id, picture=None, data=vote, networks="n", read_at=MONDAY))
    return case_id


def seal(context: AppContext, case_id: str, *sealed: object) -> None:
    with context.database.writing() as session:
        record_sealed(session, case_id, sealed, at=MONDAY, actor="test")  # type: ignore[arg-type]


def items(context: AppContext, case_id: str, role: str) -> list[EvidenceItem]:
    with context.database.reading() as session:
        return [item for item in items_of(session, case_id) if item.role == role]


def plates_on(service: PlateService, data: bytes) -> set[str]:
    return {plate.reading.text for plate in service.read(open_picture(data).upright)} - {""}


@pytest.mark.parametrize(("read", "judged"), [(LEFT, LEFT), (RIGHT, RIGHT), (LEFT, RIGHT), ("", RIGHT)])
def test_only_the_plate_that_a_person_judged_can_be_read(
    context: AppContext, service: PlateService, on_the_original: set[str], read: str, judged: str
) -> None:
    case_id = case_of(context, read=read, judged=judged, sights=bool(read))
    redact_bystanders(context, case_id)
    (shown,) = items(context, case_id, REDACTED)
    assert on_the_original == {LEFT, RIGHT}
    assert plates_on(service, context.store.get(shown.sha256)) == {judged}


@pytest.mark.parametrize("clip", [None, "c" * 64], ids=["a picture", "a still of the clip"])
def test_it_names_its_original_which_stays_and_is_made_once(context: AppContext, clip: str | None) -> None:
    case_id = case_of(context, read=LEFT, judged=LEFT, clip=clip)
    redact_bystanders(context, case_id)
    redact_bystanders(context, case_id)
    (shown,) = items(context, case_id, REDACTED)
    assert (shown.parent, shown.made_by, shown.captured_at) == (sha256(SCENE), "hide strangers 2", MONDAY)
    assert context.store.get(sha256(SCENE)) == SCENE
    with context.database.reading() as session:
        last = json.loads(events_of(session, case_id)[-1].leaf)
    (blob,) = last["data"]["blobs"]
    assert (last["kind"], blob["role"], blob["parent"]) == ("sealed", REDACTED, sha256(SCENE))


def test_a_case_that_was_judged_again_shows_the_vehicle_of_the_last_verdict(
    context: AppContext, service: PlateService
) -> None:
    case_id = case_of(context, read=LEFT, judged=LEFT)
    for judged in (LEFT, RIGHT, LEFT):
        with context.database.writing() as session:
            session.get_one(Case, case_id).plate = judged
        redact_bystanders(context, case_id)
        newest = items(context, case_id, REDACTED)[-1]
        assert plates_on(service, context.store.get(newest.sha256)) == {judged}
