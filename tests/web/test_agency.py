"""Weekly bundles and warned agencies on the page of the agency: set by forms, checked, and what SFTP lacks is said."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from ticketing.agency.actors import machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.dispatch_rules import BundleWay, WeeklyBundles
from ticketing.agency.tables import AgencyVersion
from ticketing.flow.doctor import examine
from ticketing.kit.clock import vietnam_day
from web.town import COMMUNE, OTHER_COMMUNE, Town
from web.visits import Browser

FORM = {"weekday": "3", "hour": "9", "host": "", "port": "22", "user": "", "folder": "."}


@pytest.fixture(autouse=True)
def as_it_was(town: Town) -> Iterator[None]:
    """What the test saves is taken away again: papers of other tests are made with the town's agency."""
    with town.context.database.reading() as session:
        before = list(session.scalars(sa.select(AgencyVersion.id)))
    yield
    with town.context.database.writing() as session:
        session.execute(sa.delete(AgencyVersion).where(AgencyVersion.id.not_in(before)))


def weekly(town: Town) -> WeeklyBundles:
    with town.context.database.reading() as session:
        return agency_on(session, vietnam_day(town.now)).weekly


def save(people: dict[str, Browser], **changed: Any) -> tuple[int, str]:
    answer = people["administrator"].submit("/agency", "/agency/weekly", FORM | changed)
    return answer.status_code, answer.text


def test_bundles_are_set_by_a_form_and_only_they_change(town: Town, people: dict[str, Browser]) -> None:
    with town.context.database.reading() as session:
        before = agency_on(session, vietnam_day(town.now))
    assert save(people, commune=[COMMUNE, ""], way=["folder", ""])[0] == 303
    saved = weekly(town)
    assert (saved.weekday, saved.hour, saved.way(COMMUNE)) == (3, 9, BundleWay.FOLDER)
    with town.context.database.reading() as session:
        after = agency_on(session, vietnam_day(town.now))
    assert (after.signers, after.mailboxes, after.dispatch) == (before.signers, before.mailboxes, before.dispatch)
    assert save(people, commune=[COMMUNE, OTHER_COMMUNE], way=["", "smtp"])[0] == 303
    assert weekly(town).communes == {OTHER_COMMUNE: "smtp"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"commune": ["99999"], "way": ["folder"]}, "99999"),
        ({"commune": [COMMUNE], "way": ["pigeon"]}, "pigeon"),
        ({"commune": [COMMUNE], "way": ["sftp"]}, "weekly.sftp"),
        ({"weekday": "9"}, "9"),
        ({"hour": "nine"}, "nine"),
        ({"port": "0"}, "weekly.sftp.port"),
        ({"valid_from": "1/1/2026"}, "01/01/2026"),
    ],
    ids=str,
)
def test_what_cannot_be_is_named_and_nothing_is_saved(
    wrong: dict[str, Any], said: str, town: Town, people: dict[str, Browser]
) -> None:
    before = weekly(town)
    status, page = save(people, **wrong)
    assert status == 422 and said in page[page.index('role="alert"') :][:500]
    assert weekly(town) == before


def test_what_sftp_lacks_stands_on_the_page_and_in_doctor(town: Town, people: dict[str, Browser]) -> None:
    assert not [one for one in examine(town.context) if one.check == "bundles"]
    sent = {"host": "sftp.demo.invalid", "user": "csgt", "commune": [COMMUNE], "way": ["sftp"]}
    assert save(people, **sent)[0] == 303
    page = people["administrator"].get("/agency").text
    found = [one for one in examine(town.context) if one.check == "bundles"]
    assert [one.status for one in found] == ["fail", "fail"]
    assert "sftp-key" in found[0].do and "sftp.demo.invalid" in found[1].sentence
    for command in ("ssh-keygen", "ssh-keyscan"):
        assert command in page


def test_who_takes_the_warnings_is_set_by_a_form(town: Town, people: dict[str, Browser]) -> None:
    form = {
        "weekday": "0", "hour": "16", "receipt_days": "3", "agency": ["inspection", "registration"],
        "name": ["Trung tâm Đăng kiểm Minh Họa", ""], "address": ["Số 1", ""], "way": ["smtp", ""],
    }  # fmt: skip
    no_mailbox = people["administrator"].submit("/agency", "/agency/warnings", form | {"mailbox": ["", ""]})
    assert no_mailbox.status_code == 422 and "warnings.inspection.mailbox" in no_mailbox.text
    sent = form | {"mailbox": ["cb@dk.demo.invalid", ""]}
    assert people["administrator"].submit("/agency", "/agency/warnings", sent).status_code == 303
    with town.context.database.reading() as session:
        saved = agency_on(session, vietnam_day(town.now)).warnings
    assert (saved.hour, saved.receipt_days, saved.inspection.entered, saved.registration.entered) == (
        16,
        3,
        True,
        False,
    )
    assert "warnings.registration" in people["administrator"].get("/agency").text


def test_a_unit_whose_devices_nobody_uses_by_name_stands_on_the_page_and_in_doctor(
    town: Town, people: dict[str, Browser]
) -> None:
    with town.context.database.writing() as session:
        agency = agency_on(session, vietnam_day(town.now))
        nameless = tuple(replace(unit, device_user=None) for unit in agency.units)
        save_agency(
            session,
            replace(agency, units=nameless, valid_from=vietnam_day(town.now)),
            actor=machine("test"),
            at=town.now,
        )
    said = [one.sentence for one in examine(town.context) if "device_user" in one.sentence]
    assert len(said) == 1 and "'DOI1'" in said[0], "the other units have no cameras"
    assert "thiếu device_user" in people["administrator"].get("/agency").text
