"""Pictures for the notice: whose vehicle is sharp in them, what they were made of, and that it stays as it was."""

import json
from pathlib import Path

import pytest

from conftest import MONDAY
from ticketing.cases.tables import Case
from ticketing.documents.drafting.gather import REDACTED
from ticketing.documents.layout.strangers import SIGHTS, sights_json
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow.hiding import hide_strangers
from ticketing.flow.office import Office
from ticketing.flow.pipeline import _networks, look_at, sights_of
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.read.accused import accused_plate
from ticketing.read.pictures import open_picture
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


def case_of(office: Office, *, read: str, judged: str, sights: bool = True, clip: str | None = None) -> str:
    """A case with one picture of two cars: `read` is what the machine took for the violator's plate.

    clip: the SHA-256 of the clip that the picture is a still of.
    """
    case_id = walk_to(office, "owner_found")
    picture = store_blob(office.store, SCENE, "at", captured_at=MONDAY, parent=clip)
    seal(office, case_id, picture)
    if sights:
        seen = look_at(office, 0, items(office, case_id, "at")[0])
        kept = sights_of([seen], accused_plate([look for look in seen.looks if look.text == read]))
        seal(office, case_id, store_blob(office.store, sights_json(kept), SIGHTS, made_by="detect"))
    with office.database.writing() as session:
        session.get_one(Case, case_id).plate = judged
        vote = {"text": read, "rows": [read], "confidence": 0.9}
        session.add(Reading(id=new_id(), observation_id=case_id, picture=None, data=vote, networks="n", read_at=MONDAY))
    return case_id


def seal(office: Office, case_id: str, *sealed: object) -> None:
    with office.database.writing() as session:
        record_sealed(session, case_id, sealed, at=MONDAY, actor="test")  # type: ignore[arg-type]


def items(office: Office, case_id: str, role: str) -> list[EvidenceItem]:
    with office.database.reading() as session:
        return [item for item in items_of(session, case_id) if item.role == role]


def plates_on(service: PlateService, data: bytes) -> set[str]:
    return {plate.reading.text for plate in service.read(open_picture(data).upright)} - {""}


@pytest.mark.parametrize(("read", "judged"), [(LEFT, LEFT), (RIGHT, RIGHT), (LEFT, RIGHT), ("", RIGHT)])
def test_only_the_plate_that_a_person_judged_can_be_read(
    office: Office, service: PlateService, on_the_original: set[str], read: str, judged: str
) -> None:
    case_id = case_of(office, read=read, judged=judged, sights=bool(read))
    hide_strangers(office, case_id)
    (shown,) = items(office, case_id, REDACTED)
    assert on_the_original == {LEFT, RIGHT}
    assert plates_on(service, office.store.get(shown.sha256)) == {judged}


@pytest.mark.parametrize("clip", [None, "c" * 64], ids=["a picture", "a still of the clip"])
def test_it_names_its_original_which_stays_and_is_made_once(office: Office, clip: str | None) -> None:
    case_id = case_of(office, read=LEFT, judged=LEFT, clip=clip)
    hide_strangers(office, case_id)
    hide_strangers(office, case_id)
    (shown,) = items(office, case_id, REDACTED)
    assert (shown.parent, shown.made_by, shown.captured_at) == (sha256(SCENE), "hide strangers 2", MONDAY)
    assert office.store.get(sha256(SCENE)) == SCENE
    with office.database.reading() as session:
        last = json.loads(events_of(session, case_id)[-1].leaf)
    (blob,) = last["data"]["blobs"]
    assert (last["kind"], blob["role"], blob["parent"]) == ("sealed", REDACTED, sha256(SCENE))


def test_a_case_that_was_judged_again_shows_the_vehicle_of_the_last_verdict(
    office: Office, service: PlateService
) -> None:
    case_id = case_of(office, read=LEFT, judged=LEFT)
    for judged in (LEFT, RIGHT, LEFT):
        with office.database.writing() as session:
            session.get_one(Case, case_id).plate = judged
        hide_strangers(office, case_id)
        newest = items(office, case_id, REDACTED)[-1]
        assert plates_on(service, office.store.get(newest.sha256)) == {judged}
