"""Where residents live today: found by a job that goes on where it was killed, and taken as long as it is true."""

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ticketing.agency.actors import machine
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.app_context import AppContext
from ticketing.flow.doctor import examine
from ticketing.registry.access import Permit
from ticketing.registry.load import load_residents, load_vehicles
from ticketing.registry.local import vehicle_on
from ticketing.registry.lookup import look_up_owner
from ticketing.registry.resolving import EVENT, count_waiting, counts, resolve_residents, stored_commune
from ticketing.registry.rows import VEHICLE_COLUMNS
from ticketing.registry.tables import Resident, ResidentCommune

DAY = date(2026, 11, 16)
HEAD = "owner_id,owner_kind,name,personal_id,birth_date,address,phone\n"
ADDRESSES = {
    "N1": "Thôn 2, xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang",
    "N2": "Thôn 3, xã Nghĩa Hồ, huyện Lục Ngạn, tỉnh Bắc Giang",
    "N3": "huyện Sơn Động, tỉnh Bắc Giang",
    "N4": "10 Downing Street, London",
    "N5": "",
    "N6": "Thôn 4, xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang",
}


def load(context: AppContext, folder: Path, addresses: dict[str, str]) -> None:
    rows = [f'{number},individual,Nguyễn Thị Mẫu,,,"{address}",\n' for number, address in addresses.items()]
    (folder / "residents.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    at, actor = context.clock.now(), machine("test")
    load_residents(context.database, context.keys, folder / "residents.csv", folder / "rejects", at=at, actor=actor)


def resolve(context: AppContext, advance: Callable[[int], None] = lambda _: None) -> int:
    at = context.clock.now()
    return resolve_residents(context.database, context.keys, at=at, actor=machine("test"), advance=advance)


def found(context: AppContext) -> dict[str, int]:
    with context.database.reading() as session:
        return counts(session)


def communes(context: AppContext) -> dict[str, str | None]:
    """The commune of each owner's number, as the job keeps it."""
    of_owner = {context.keys.index("owner", number): number for number in ADDRESSES}
    with context.database.reading() as session:
        rows = list(session.scalars(sa.select(Resident)))
        places = {of_owner[row.owner_index]: stored_commune(session, row) for row in rows}
    return {number: place.commune_code for number, place in places.items() if place}


def test_each_address_is_resolved_once_and_again_where_it_changed(context_on_both: AppContext, tmp_path: Path) -> None:
    context = context_on_both
    load(context, tmp_path, ADDRESSES)
    assert [finding.status for finding in examine(context) if finding.check == "addresses"] == ["warn"]
    assert (resolve(context), resolve(context)) == (6, 0)
    assert found(context) == {"resolved": 3, "ambiguous": 1, "unknown": 2, "waiting": 0}
    assert communes(context) == {"N1": "07228", "N2": "07525", "N3": None, "N4": None, "N5": None, "N6": "07228"}
    assert not [finding for finding in examine(context) if finding.check == "addresses"]
    load(context, tmp_path, {"N1": ADDRESSES["N2"]})
    assert found(context) == {"resolved": 2, "ambiguous": 1, "unknown": 2, "waiting": 1}
    assert "N1" not in communes(context), "what was found for the former address is not taken for the new one"
    assert (resolve(context), communes(context)["N1"]) == (1, "07525")
    with context.database.reading() as session:
        events = list(session.scalars(sa.select(EvidenceEvent).where(EvidenceEvent.kind == EVENT)))
    assert len(events) == 2, "one event a run that opens addresses, none for a run that opens none"
    assert "purpose" in events[0].leaf and not any("Quế Nham" in event.leaf for event in events)


def test_before_a_verdict_it_is_known_whether_one_commune_is_and_the_look_takes_it(
    context: AppContext, tmp_path: Path
) -> None:
    def known(plate: str) -> bool | None:
        with context.database.reading() as session:
            return vehicle_on(session, context.keys, plate, "white", DAY).commune_known

    load(context, tmp_path, ADDRESSES)
    vehicles = "98A-111.11,white,car,,,,N2,,\n98A-222.22,white,car,,,,N3,,\n98A-333.33,white,car,,,,N9,,\n"
    (tmp_path / "vehicles.csv").write_text(f"{','.join(VEHICLE_COLUMNS)}\n{vehicles}", encoding="utf-8")
    at, actor = context.clock.now(), machine("test")
    load_vehicles(context.database, context.keys, tmp_path / "vehicles.csv", tmp_path / "rejects", at=at, actor=actor)
    assert known("98A-111.11") is None
    resolve(context)
    assert [known(plate) for plate in ("98A-111.11", "98A-222.22", "98A-333.33")] == [True, False, None]
    with context.database.writing() as session:
        session.execute(sa.update(ResidentCommune).values(candidates=["07228"]))  # as nothing but the job could say
        permit = Permit("registry", "test", actor)
        look = look_up_owner(session, context.keys, permit, plate="98A-111.11", colour="white", on=DAY, at=at)
    assert look.commune_code == "07228"


def test_other_tables_of_places_resolve_all_anew_and_who_is_gone_is_forgotten(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(context, tmp_path, ADDRESSES)
    resolve(context)
    for module in ("resolving", "address_book"):
        monkeypatch.setattr(f"ticketing.registry.{module}.places_version", lambda: "of another day")
    assert communes(context) == {} and found(context)["waiting"] == 6
    with context.database.writing() as session:
        session.execute(sa.delete(Resident).where(Resident.owner_index == context.keys.index("owner", "N6")))
    assert resolve(context) == 5
    with context.database.reading() as session:
        assert set(session.scalars(sa.select(ResidentCommune.tables))) == {"of another day"}
        assert session.scalar(sa.select(sa.func.count()).select_from(ResidentCommune)) == 5


@pytest.mark.parametrize("chunks", [1, 2, 5])
def test_a_run_that_is_killed_is_gone_on_with(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    monkeypatch.setattr("ticketing.registry.resolving.CHUNK", 1)
    load(context, tmp_path, ADDRESSES)
    context.database.engine.dispose()
    child = os.fork()
    if not child:  # as a power cut would end it
        done: list[int] = []
        resolve(context, lambda _: done.append(1) or (len(done) == chunks and os.kill(os.getpid(), 9)))  # type: ignore[func-returns-value]
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with context.database.reading() as session:
        assert count_waiting(session) == len(ADDRESSES) - chunks
    assert resolve(context) == len(ADDRESSES) - chunks
    assert communes(context) == {"N1": "07228", "N2": "07525", "N3": None, "N4": None, "N5": None, "N6": "07228"}
