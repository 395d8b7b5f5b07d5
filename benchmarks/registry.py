"""A registry of a province: how fast it loads, how fast a plate is found.

    python -m benchmarks.registry [--vehicles N] [--postgresql [URL]]

Makes tables of vehicles and owners (three owners to four vehicles, all invented), loads them into a fresh home on
SQLite, in the empty database of that address, or on a PostgreSQL server of its own, loads one of them a second time,
and asks for plates. A server's own processor time is not counted.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.cost import Cost, measured
from benchmarks.postgres import new_database, private_server
from ticketing.agency.actors import machine
from ticketing.flow.app_context import AppContext, make_home
from ticketing.kit.clock import wall_now
from ticketing.plates.layouts import normalise
from ticketing.registry.candidates import guesses, suggestions
from ticketing.registry.load import RESIDENTS, VEHICLES, Loadable, load_table
from ticketing.registry.local import vehicle_on, vehicles_on
from ticketing.registry.vehicles import SeenVehicle
from ticketing.settings import read_settings

ON = date(2026, 11, 16)
LOOK_UPS = 500
MAKES = ("Toyota,Vios,Trắng", "Kia,Morning,Đỏ", "Hyundai,Accent,Đen", "Ford,Ranger,Xám", "Mazda,3,Xanh")
HAMLETS, COMMUNES = 40, ("xã Quế Nham, huyện Tân Yên", "xã Nghĩa Hồ, huyện Lục Ngạn", "thị trấn Chũ, huyện Lục Ngạn")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Ngọc")


def plate(number: int) -> str:
    """The plate of a vehicle: twenty series a place, then the next place."""
    series, serial = divmod(number, 99_999)
    place, letter = divmod(series, 20)
    number = f"{serial + 1:05}"
    return f"{(98, 99, 29, 30, 14, 15)[place % 6]}{'ABCDEFGHKLMNPSTUVXYZ'[letter]}-{number[:3]}.{number[3:]}"


def write_vehicles(path: Path, count: int) -> None:
    """A table of `count` vehicles in an order of its own, as a register is: not by plate."""
    step = 7_919 if count % 7_919 else 7_907
    with path.open("w", encoding="utf-8") as file:
        file.write("plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to\n")
        for place in range(count):
            number = place * step % count
            owner = number * 3 // 4
            day = f"20{10 + number % 15}-0{1 + number % 9}-11"
            file.write(f"{plate(number)},white,car,{MAKES[number % 5]},N{owner:08},{day},\n")


def write_residents(path: Path, count: int) -> None:
    """A table of `count` persons."""
    with path.open("w", encoding="utf-8") as file:
        file.write("owner_id,owner_kind,name,personal_id,birth_date,address,phone\n")
        for number in range(count):
            name = f"Nguyễn {GIVEN[number % 10]} {GIVEN[number // 10 % 10]}"
            address = f'"thôn {number % HAMLETS}, {COMMUNES[number % 3]}, tỉnh Bắc Giang"'
            born = f"19{60 + number % 40}-01-02"
            file.write(f"N{number:08},individual,{name},024{number:09},{born},{address},0900{number:06}\n")


@dataclass(frozen=True)
class Loaded:
    """One load. megabytes: the most memory that this process has held up to its end."""

    rows: int
    cost: Cost
    megabytes: int

    @property
    def rows_a_second(self) -> float:
        """By the clock on the wall."""
        return self.rows / self.cost.wall


def loaded(context: AppContext, content: Loadable, path: Path) -> Loaded:
    """Load a table and measure it. Raises AssertionError where a row was rejected."""
    rejects = context.settings.home / "rejects"
    with measured() as cost:
        report = load_table(
            context.database, context.keys, content, path, rejects, at=wall_now(), actor=machine("bench")
        )
    assert report.rejected == 0 and report.rows == report.loaded + report.unchanged
    return Loaded(report.rows, cost, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def median_ms(ask: Callable[[int], object], count: int) -> float:
    """The median time of one look-up, in milliseconds, over plates spread over the whole table."""
    times = []
    for number in range(0, count, max(1, count // LOOK_UPS)):
        start = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def exact(context: AppContext, count: int) -> float:
    """Milliseconds of an exact look-up: from the plate to the registered vehicle."""
    with context.database.reading() as session:

        def ask(number: int) -> None:
            assert vehicle_on(session, context.keys, plate(number), "white", ON).vehicle

        return median_ms(ask, count)


def doubtful(context: AppContext, count: int) -> float:
    """Milliseconds of a doubtful look-up: all guesses, the registered ones among them, ranked."""
    seen = SeenVehicle("car", 0.9, plate_colour="white", colour="red")
    with context.database.reading() as session:

        def ask(number: int) -> None:
            guessed = guesses(normalise(plate(number)), (), (), 0.6)
            registered = vehicles_on(session, context.keys, [guess.text for guess in guessed], ON)
            assert suggestions(guessed, registered, seen)

        return median_ms(ask, count)


def home_in(folder: Path, postgresql: str | None) -> AppContext:
    """A fresh home."""
    settings = {"TICKETING_HOME": str(folder / "home")} | ({"TICKETING_DATABASE_URL": postgresql} if postgresql else {})
    return make_home(read_settings(settings), "init", at=wall_now())


def run(vehicles: int, postgresql: str | None = None) -> None:
    """Print a row a load and a row a kind of look-up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_vehicles(folder / "vehicles.csv", vehicles)
        write_residents(folder / "residents.csv", vehicles * 3 // 4)
        context = home_in(folder, postgresql)
        print("| what | rows | rows a second | processor time | memory |\n|---|---|---|---|---|")
        for content, again in ((RESIDENTS, ""), (VEHICLES, ""), (VEHICLES, ", again")):
            one = loaded(context, content, folder / f"{content.name}.csv")
            print(
                f"| load {content.name}{again} | {one.rows:,} | {one.rows_a_second:,.0f} | "
                f"{1e6 * one.cost.processor / one.rows:.0f} µs a row | {one.megabytes} MB |",
                flush=True,
            )
        print(f"| exact look-up | | | {exact(context, vehicles):.2f} ms, median | |", flush=True)
        print(f"| doubtful look-up | | | {doubtful(context, vehicles):.2f} ms, median | |", flush=True)
        context.database.engine.dispose()


def main() -> None:
    """Run with the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry")
    parser.add_argument("--vehicles", type=int, default=2_000_000)
    parser.add_argument(
        "--postgresql", metavar="URL", nargs="?", const="", help="an empty database; without URL a private server"
    )
    given = parser.parse_args()
    if given.postgresql == "":
        with tempfile.TemporaryDirectory() as folder, private_server(Path(folder), options="") as server:
            run(given.vehicles, new_database(server))
    else:
        run(given.vehicles, given.postgresql)


if __name__ == "__main__":
    main()
