"""The owner of the day of the act: opened after the verdict only, snapshotted, never guessed."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cases.walked_cases import HAN, TABLE, confirm, filled, reading, receive, walk
from registry.test_load import LISTED, ONE_LISTED, load
from registry.test_remote import OWNER, ROW, Server, answer, register, send
from ticketing.agency.actors import Actor, machine
from ticketing.cases.owner.identification import (
    bring_owner,
    choose_commune,
    commune_candidates,
    enter_owner,
    identify_owner,
    kind_of_owner,
    permit,
    view_persons,
)
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, person_of
from ticketing.cases.record import Stale, apply, commitment
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.read.readings import PlateReading
from ticketing.registry.access import Owner

REACTIONS = machine("reactions")


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    return filled(context, tmp_path)


def confirmed(context: AppContext, folder: Path, read: PlateReading | None = None, name: str = "d1") -> str:
    case = walk(context, receive(context, folder / "inbox", name), read)
    return confirm(context, case.id).id


def identify(context: AppContext, case_id: str, actor: Actor = REACTIONS) -> Case:
    with context.database.writing() as session:
        return identify_owner(session, context.keys, case_id, at=context.clock.now(), actor=actor)


def owner(context: AppContext, case_id: str) -> Person | None:
    with context.database.reading() as session:
        return person_of(session, context.keys, case_id, PersonRole.OWNER)


def event_kinds(context: AppContext, case_id: str) -> list[str]:
    with context.database.reading() as session:
        return [event.kind for event in events_of(session, case_id)]


def test_a_confirmed_case_gets_the_owner_and_the_commune_of_today(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path))
    assert (case.state, case.commune_code, case.reason_code) == ("OWNER_IDENTIFIED", "07228", None)
    person = owner(home, case.id)
    assert person and (person.name, person.kind, person.personal_id) == (
        "Nguyễn Thị Mẫu", PersonKind.INDIVIDUAL, "024190012345",
    )  # fmt: skip
    assert event_kinds(home, case.id)[-2:] == ["owner_opened", "owner_found"]


def test_a_stolen_vehicle_waits_for_an_officer_whenever_its_list_comes(home: AppContext, tmp_path: Path) -> None:
    judged = confirmed(home, tmp_path)
    load(home, tmp_path, LISTED + ONE_LISTED)
    late = identify(home, judged)
    assert (late.state, late.reason_code) == ("OWNER_UNKNOWN", "STOLEN_VEHICLE") and owner(home, judged) is None
    with home.database.writing() as session:
        apply(session, judged, "plate_doubted", actor=HAN, at=home.clock.now())
    assert identify(home, confirm(home, judged).id).state == "OWNER_IDENTIFIED", "now he knew what he confirmed"
    case = walk(home, receive(home, tmp_path / "inbox", "d2"))
    assert (case.state, case.reason_code) == ("MANUAL_QUEUE", "STOLEN_VEHICLE")
    assert "Công an xã Mẫu; mất cắp tại chợ" in (case.reason or "")


@pytest.mark.parametrize(
    ("said", "number", "kind"),
    [
        ("organisation", "024190012345", PersonKind.ORGANISATION),
        (None, "024190012345", PersonKind.INDIVIDUAL),
        (None, "121 234 567", PersonKind.INDIVIDUAL),
        (None, "2400123456", PersonKind.ORGANISATION),
        (None, "2400123456-001", PersonKind.ORGANISATION),
        (None, "", None),
        (None, "12345", None),
    ],
)
def test_a_person_or_an_organisation_is_never_a_guess(said: str | None, number: str, kind: PersonKind | None) -> None:
    assert kind_of_owner(Owner(said, "Mẫu", number, None, None, None, "")) is kind


def test_nothing_of_the_owner_stands_in_the_log_but_a_commitment(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path))
    with home.database.reading() as session:
        leaves = " ".join(event.leaf for event in events_of(session, case.id))
    assert "Nguyễn" not in leaves and "024190012345" not in leaves and "Quế Nham" not in leaves
    assert commitment(case, "owner_name", "Nguyễn Thị Mẫu") in leaves


def test_before_a_verdict_no_owner_is_opened(home: AppContext, tmp_path: Path) -> None:
    case = walk(home, receive(home, tmp_path / "inbox", "d1"))
    assert identify(home, case.id).state == "REVIEW_PENDING"
    assert owner(home, case.id) is None and "owner_opened" not in event_kinds(home, case.id)


def test_running_again_opens_nothing_again(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path))
    before = event_kinds(home, case.id)
    identify(home, case.id)
    assert event_kinds(home, case.id) == before


@pytest.mark.parametrize(("plate", "cause"), [("98A99999", "NOT_IN_REGISTRY"), ("98A33333", "NO_OWNER_ON_RECORD")])
def test_an_owner_who_cannot_be_found_is_unknown_with_the_cause(
    home: AppContext, tmp_path: Path, plate: str, cause: str
) -> None:
    case = identify(home, confirmed(home, tmp_path, reading(plate)))
    assert (case.state, case.reason_code) == ("OWNER_UNKNOWN", cause) and case.reason


def test_an_owner_who_was_not_found_is_asked_again_of_a_register_outside(home: AppContext, tmp_path: Path) -> None:
    def ask_again() -> Case:
        bring_owner(home.database, home.keys, register(server), case_id, at=home.clock.now())
        return identify(home, case_id, HAN)

    server, case_id = Server(), confirmed(home, tmp_path, reading("98A99999"))
    vehicle = {**ROW, "plate": "98A99999", "owner_id": "N70"}
    server.behaves = lambda to, asked: send(to, answer(asked, vehicles=[vehicle], owners=[]))
    assert identify(home, case_id).reason_code == "NOT_IN_REGISTRY"
    assert ask_again().reason_code == "OWNER_NOT_AMONG_RESIDENTS"
    owned = {**OWNER, "owner_id": "N70", "address": "xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang"}
    server.behaves = lambda to, asked: send(to, answer(asked, vehicles=[vehicle], owners=[owned]))
    assert ask_again().state == "OWNER_IDENTIFIED"
    assert [asked["case_id"] for path, _, asked in server.asked if path.endswith("owners")] == [case_id] * 2
    ask_again()
    assert len(server.asked) == 4, "nobody is asked for once the owner is there"
    server.close()


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("98A-999.99,white,truck,Hino,300,Trắng,N1,,", "VEHICLE_DIFFERS"),
        ("98A-999.99,yellow,car,Kia,Morning,Trắng,N1,,", "VEHICLE_DIFFERS"),
        ("98A-999.99,white,special,Komatsu,PC200,Vàng,N1,,", "VEHICLE_DIFFERS"),
        (
            "98A-999.99,white,car,Kia,Morning,Trắng,N1,,2026-12-31\n98A-999.99,white,car,Ford,Ranger,Đen,N1,2020-01-01,",
            "TWIN",
        ),
    ],
)
def test_a_vehicle_that_was_registered_after_the_verdict_and_is_another_one_names_no_owner(
    home: AppContext, tmp_path: Path, row: str, cause: str
) -> None:
    case_id = confirmed(home, tmp_path, reading("98A99999"))
    load(home, tmp_path, TABLE + row + "\n")
    case = identify(home, case_id)
    assert (case.state, case.reason_code) == ("OWNER_UNKNOWN", cause)
    assert owner(home, case_id) is None and "owner_opened" not in event_kinds(home, case_id)
    assert identify(home, case_id).state == "OWNER_UNKNOWN"


@pytest.mark.parametrize("plate", ["98A22222", "98A44444"])
def test_an_address_of_several_communes_or_none_waits_for_a_person(
    home: AppContext, tmp_path: Path, plate: str
) -> None:
    case = identify(home, confirmed(home, tmp_path, reading(plate)))
    assert (case.state, case.reason_code, case.commune_code) == ("CONFIRMED", "ADDRESS_AMBIGUOUS", None)
    before = event_kinds(home, case.id)
    identify(home, case.id)
    assert event_kinds(home, case.id) == before


def test_a_person_chooses_the_commune(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path, reading("98A22222")))
    person = owner(home, case.id)
    assert person
    candidates = commune_candidates(person)
    assert len(candidates) > 1
    said: dict[str, Any] = {"ground": "RESIDENCE_DATA", "actor": HAN, "at": home.clock.now()}
    with pytest.raises(Refused, match="how you know"), home.database.writing() as session:
        choose_commune(session, home.keys, case.id, candidates[0], **(said | {"ground": ""}))
    with pytest.raises(Refused, match="none of today's communes"), home.database.writing() as session:
        choose_commune(session, home.keys, case.id, "99999", **said)
    with pytest.raises(Stale), home.database.writing() as session:
        choose_commune(session, home.keys, case.id, candidates[0], **said, expected_version=1)
    with home.database.writing() as session:
        case = choose_commune(session, home.keys, case.id, candidates[0], **said)
    assert (case.state, case.commune_code) == ("OWNER_IDENTIFIED", candidates[0])
    found = owner(home, case.id)
    assert found and found.commune_code == candidates[0]
    with home.database.reading() as session:
        last = events_of(session, case.id)[-1]
    assert (
        '"among_candidates":true' in last.leaf
        and '"ground":"RESIDENCE_DATA"' in last.leaf
        and last.actor == "officer:han"
    )


def test_a_commune_is_chosen_only_where_one_is_missing(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path))
    with pytest.raises(Refused, match="does not wait"), home.database.writing() as session:
        choose_commune(session, home.keys, case.id, "07210", ground="OWNER_SAID", actor=HAN, at=home.clock.now())


def test_a_person_may_find_an_unknown_owner_elsewhere(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path, reading("98A33333")))
    found = Person(
        PersonKind.INDIVIDUAL, "Vũ Thị Tìm", address="phường Bắc Giang", commune_code="07210", source="file 12"
    )
    with pytest.raises(Refused, match="where you found him"), home.database.writing() as session:
        enter_owner(
            session, home.keys, case.id, Person(PersonKind.INDIVIDUAL, "Vũ", commune_code="07210"), actor=HAN,
            at=home.clock.now(),
        )  # fmt: skip
    with home.database.writing() as session:
        case = enter_owner(session, home.keys, case.id, found, actor=HAN, at=home.clock.now())
    assert (case.state, case.commune_code) == ("OWNER_IDENTIFIED", "07210")
    assert owner(home, case.id) == found


def test_a_car_and_a_motorcycle_of_the_same_signs_have_their_own_owners(home: AppContext, tmp_path: Path) -> None:
    same_signs = "98B-112.34,white,car,Mazda,3,Đỏ,N1,,\n98-B1 1234,white,motorcycle,Honda,Wave,Đen,N2,,\n"
    load(home, tmp_path, TABLE + same_signs)
    case_id = confirmed(home, tmp_path, reading("98B11234"))
    with home.database.writing() as session:
        session.get_one(Case, case_id).plate_rows = None  # as after a correction by a person
    identify(home, case_id)
    person = owner(home, case_id)
    assert person and person.name == "Nguyễn Thị Mẫu"


def test_a_verdict_taken_back_leaves_no_stranger_in_the_case(home: AppContext, tmp_path: Path) -> None:
    case_id = confirmed(home, tmp_path, reading("98A22222"))
    identify(home, case_id)
    with home.database.writing() as session:
        apply(session, case_id, "verdict_taken_back", actor=HAN, at=home.clock.now())
        session.get_one(Case, case_id).plate = "98A12345"
    confirm(home, case_id)
    identify(home, case_id)
    with home.database.reading() as session:
        rows = list(session.scalars(sa.select(CasePerson).where(CasePerson.case_id == case_id)))
    found = owner(home, case_id)
    assert len(rows) == 1 and found and found.name == "Nguyễn Thị Mẫu"


def test_a_held_case_is_let_be(home: AppContext, tmp_path: Path) -> None:
    case_id = confirmed(home, tmp_path)
    with home.database.writing() as session:
        apply(session, case_id, "flag_HELD", actor=HAN, at=home.clock.now())
    assert identify(home, case_id).state == "CONFIRMED" and owner(home, case_id) is None


def test_every_view_of_a_person_is_written_down(home: AppContext, tmp_path: Path) -> None:
    case = identify(home, confirmed(home, tmp_path))
    with home.database.writing() as session:
        allowed = permit(case, "telephone call", HAN)
        ((role, person),) = view_persons(session, home.keys, allowed, at=home.clock.now())
    assert (role, person.phone) == (PersonRole.OWNER, "0900000001")
    with home.database.reading() as session:
        last = events_of(session, case.id)[-1]
    assert (last.kind, last.actor) == ("owner_opened", "officer:han") and "telephone call" in last.leaf
    with pytest.raises(Refused, match="what you need the data for"):
        permit(case, " ", HAN)


def test_a_crash_before_the_commit_opens_nobody(
    home: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = confirmed(home, tmp_path)
    monkeypatch.setenv("TICKETING_FAILPOINT", "owner_opened_before_commit:raise")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with pytest.raises(RuntimeError):
        identify(home, case_id)
    monkeypatch.delenv("TICKETING_FAILPOINT")
    assert owner(home, case_id) is None and event_kinds(home, case_id)[-1] == "act_confirmed"
    assert identify(home, case_id).state == "OWNER_IDENTIFIED"
