"""A choice of a commune is remembered for its hamlet: offered after one person, taken after two, and taken back."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cases.test_owner import identify, owner
from cases.walked_cases import HAN, PEOPLE, TABLE, confirm, filled, reading, receive, walk
from registry.test_load import load
from ticketing.agency.actors import Actor, Role
from ticketing.cases.owner.identification import choose_commune
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.registry.commune_choices import (
    CHOSEN_BEFORE,
    NoSuchChoice,
    Remembered,
    choice_of_case,
    doubt,
    place_of,
    remembered,
    resting_on,
    withdraw,
)

LY = Actor("ly", Role.OFFICER)
ONE, OTHER = "09661", "09619"  # of the divided xã Chu Minh
HOUSES = (
    "Số 4, thôn Đông, xã Chu Minh, huyện Ba Vì, thành phố Hà Nội",
    "SN 12 thôn Đông, X. Chu Minh, H. Ba Vì, TP Hà Nội",
    "Thôn Đông, xã Chu Minh, Ba Vì, Hà Nội",
    "thôn Đông - xã Chu Minh - huyện Ba Vì - Hà Nội",
    "thôn Đoài, xã Chu Minh, huyện Ba Vì, Hà Nội",
    "Số 9 đường Làng, xã Chu Minh, huyện Ba Vì, Hà Nội",
    "Số 11 đường Làng, xã Chu Minh, huyện Ba Vì, Hà Nội",
    "Số 13 đường Làng, xã Chu Minh, huyện Ba Vì, Hà Nội",
)


@pytest.fixture
def home(context: AppContext, tmp_path: Path) -> AppContext:
    filled(context, tmp_path)
    numbers = range(len(HOUSES))
    load(context, tmp_path, TABLE + "".join(f"98A-500.0{n},white,car,Kia,Morning,Đỏ,H{n},,\n" for n in numbers))
    people = "".join(f'H{n},individual,Người Mẫu {n},0241900600{n:02},,"{HOUSES[n]}",\n' for n in numbers)
    load(context, tmp_path, PEOPLE + people)
    return context


def case_of(home: AppContext, folder: Path, house: int) -> Case:
    case = walk(home, receive(home, folder / "inbox", f"h{house}"), reading(f"98A5000{house}"))
    return identify(home, confirm(home, case.id).id)


def choose(home: AppContext, case: Case, code: str, by: Actor, ground: str = "RESIDENCE_DATA") -> Case:
    with home.database.writing() as session:
        return choose_commune(session, home.keys, case.id, code, ground=ground, actor=by, at=home.clock.now())


def memory(home: AppContext, house: int) -> Remembered | None:
    with home.database.reading() as session:
        return remembered(session, home.keys, HOUSES[house])


def test_one_choice_is_offered_two_alike_are_taken_and_a_withdrawn_one_is_neither(
    home: AppContext, tmp_path: Path
) -> None:
    first = choose(home, case_of(home, tmp_path, 0), ONE, HAN)
    offered = memory(home, 1)
    assert offered and (offered.commune_code, offered.taken) == (ONE, False)
    second = case_of(home, tmp_path, 1)
    assert second.reason_code == "ADDRESS_AMBIGUOUS", "one person's slip must not decide for a hamlet"
    choose(home, second, ONE, LY)
    third = case_of(home, tmp_path, 2)
    assert (third.state, third.commune_code) == ("OWNER_IDENTIFIED", ONE)
    found = owner(home, third.id)
    assert found and found.commune_code == ONE
    with home.database.writing() as session:
        said = json.loads(events_of(session, third.id)[-1].leaf)["data"]
        mine = choice_of_case(session, first.id)
        assert mine and place_of(home.keys, mine) == "thôn Đông, xã Chu Minh, huyện Ba Vì, thành phố Hà Nội"
        assert said["ground"] == CHOSEN_BEFORE and mine.id in said["choices"]
        assert [one.case_id for one in resting_on(session, [mine])[mine.place_index]] == [third.id]
        withdraw(session, mine.id, because="nhầm thôn", actor=LY, at=home.clock.now())
        with pytest.raises(NoSuchChoice):
            withdraw(session, mine.id, because="nhầm thôn", actor=LY, at=home.clock.now())
    assert case_of(home, tmp_path, 3).reason_code == "ADDRESS_AMBIGUOUS"
    assert memory(home, 4) is None, "another hamlet"


def test_choices_that_differ_cancel_each_other_and_what_was_chosen_before_is_no_voice(
    home: AppContext, tmp_path: Path
) -> None:
    choose(home, case_of(home, tmp_path, 0), ONE, HAN)
    second = case_of(home, tmp_path, 1)
    with pytest.raises(Refused, match="Nobody has chosen this commune before"):
        choose(home, second, OTHER, LY, CHOSEN_BEFORE)
    choose(home, second, ONE, LY, CHOSEN_BEFORE)
    assert (offered := memory(home, 2)) and len(offered.voices) == 1 and not offered.taken
    choose(home, case_of(home, tmp_path, 2), OTHER, LY)
    assert memory(home, 3) is None
    assert case_of(home, tmp_path, 3).reason_code == "ADDRESS_AMBIGUOUS"


def test_a_choice_whose_paper_came_back_is_doubted_until_two_persons_know_better(
    home: AppContext, tmp_path: Path
) -> None:
    first = choose(home, case_of(home, tmp_path, 0), ONE, HAN)
    choose(home, case_of(home, tmp_path, 1), ONE, LY)
    third = case_of(home, tmp_path, 2)
    assert third.commune_code == ONE, "taken from two"
    with home.database.writing() as session:
        said = {"sent_at": home.clock.now(), "actor": LY, "at": home.clock.now()}
        assert doubt(session, third.id, OTHER, **said) == (), "its paper was sent elsewhere"
        before = said | {"sent_at": home.clock.now() - timedelta(days=1)}
        assert doubt(session, third.id, ONE, **before) == (), "its paper went before anybody chose"
        assert len(doubt(session, third.id, ONE, **said)) == 3
        assert events_of(session, third.id)[-1].kind == "commune_choice_doubted"
        assert (mine := choice_of_case(session, first.id)) and mine.doubted_at
    assert (offered := memory(home, 3)) and offered.doubted and not offered.taken
    fourth = case_of(home, tmp_path, 3)
    assert fourth.reason_code == "ADDRESS_AMBIGUOUS", "nobody is sure any more"
    with pytest.raises(Refused, match="know better"):
        choose(home, fourth, ONE, LY, CHOSEN_BEFORE)
    choose(home, fourth, ONE, LY, "COMMUNE_POLICE")
    assert (offered := memory(home, 3)) and offered.doubted


def test_a_street_may_run_through_both_parts_and_is_offered_only(home: AppContext, tmp_path: Path) -> None:
    for house, by in ((5, HAN), (6, LY)):
        choose(home, case_of(home, tmp_path, house), ONE, by)
    assert (offered := memory(home, 7)) and len(offered.voices) == 2 and not offered.taken
    assert case_of(home, tmp_path, 7).reason_code == "ADDRESS_AMBIGUOUS"
