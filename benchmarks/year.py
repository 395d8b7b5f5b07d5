"""A made-up year of cases from drop to payment: python -m benchmarks.year [--acts N] [--days N] [--kills N]

The same year is played twice, each in a process of its own: once undisturbed, once killed with -9 at random moments
and begun again where it stopped. Then both are held against the law and the truth, and against each other. Every
paper is decided, numbered and hashed as content; one in a hundred is printed and signed. Exits with 1 where a clock was
missed, a decision came after limitation, a paper went out without a verdict, a number is double or missing, money does
not add up, the evidence is not whole, or the two years ended in different tables.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as at
from pathlib import Path

from benchmarks import year_officers as officers
from benchmarks import year_outside as outside
from benchmarks.owner_world import make_world
from benchmarks.played import Province, sync_no_files
from benchmarks.year_home import open_year
from benchmarks.year_judge import Judged, differences, judge
from benchmarks.year_people import Hours, People

FIRST_DAY = date(2026, 4, 6)
"""The forms of Decree 61/2026/NĐ-CP hold from 1 April; the changes of 15 August 2026 lie in the middle."""
HOURS: Hours = (
    (at(8, 30), officers.judge),
    (at(9, 30), officers.act_on_answers),
    (at(9, 45), officers.hold_liable),
    (at(10), officers.draw_up_minutes),
    (at(10, 30), officers.explain),
    (at(10, 45), officers.hear),
    (at(11), officers.propose),
    (at(11, 30), officers.ease),
    (at(13, 30), officers.take_answers),
    (at(14), officers.sign),
    (at(15), officers.send),
    (at(15, 15), officers.prove_delivery),
    (at(15, 30), outside.deliver),
    (at(16), outside.send_again),
    (at(16, 30), outside.pay),
    (at(17), officers.settle),
)
"""A working day. What follows from an hour's work is taken up by a later one, or on another day."""


@dataclass(frozen=True)
class Year:
    """How much is played.

    days: in which acts happen; afterwards: how many more are played, in a year until the first limitations have ended.
    share: one paper in so many is printed. seed: of everything.
    """

    acts: int
    days: int
    afterwards: int = 40
    share: int = 100
    seed: int = 12

    @property
    def last(self) -> date:
        """The last day that is played."""
        return FIRST_DAY + timedelta(days=self.days + self.afterwards)

    def people(self, folder: Path) -> People:
        """Everybody, at the home in `folder`."""
        world = make_world(self.acts, self.seed, first_day=FIRST_DAY, days=self.days)
        home = open_year(folder, FIRST_DAY, share=self.share, seed=self.seed)
        return People(home, world, folder, seed=self.seed)


def play(year: Year, folder: Path) -> None:
    """Play what was not played yet. Prints a line a day."""
    folder.mkdir(parents=True, exist_ok=True)
    people = year.people(folder)
    _load_once(people, folder)
    for day in people.play(HOURS, FIRST_DAY, year.last):
        print(day, flush=True)
    people.context.finish()


def _load_once(people: Province, folder: Path) -> None:
    loaded = folder / "loaded"
    if not loaded.exists():
        people.load_all(FIRST_DAY)
        loaded.touch()


def run(year: Year, folder: Path, kills: int) -> tuple[Judged, Judged, list[str]]:
    """Both years side by side, judged, and what differs between them."""
    chance = random.Random(year.seed)
    days = [FIRST_DAY + timedelta(days=chance.randrange((year.last - FIRST_DAY).days)) for _ in range(kills)]
    with ThreadPoolExecutor(2) as pool:
        whole = pool.submit(_child, year, folder / "whole", [])
        killed = pool.submit(_child, year, folder / "killed", sorted(days))
        whole.result(), killed.result()
    people = [year.people(folder / name) for name in ("whole", "killed")]
    return judge(people[0], year.last), judge(people[1], year.last), differences(people[0], people[1])


def _child(year: Year, home: Path, kill_on: list[date]) -> None:
    """Play in a process of its own; kill it once on each of these days, at some moment, and begin again."""
    command = [
        sys.executable, "-m", "benchmarks.year", "--play", str(home), "--acts", str(year.acts), "--days",
        str(year.days), "--afterwards", str(year.afterwards), "--share", str(year.share), "--seed", str(year.seed),
    ]  # fmt: skip
    chance, waiting = random.Random(f"{year.seed} kills"), list(kill_on)
    while True:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            begun = time.monotonic()
            for line in child.stdout:
                day, seconds = date.fromisoformat(line.strip()), time.monotonic() - begun
                begun = time.monotonic()
                if waiting and day >= waiting[0]:
                    waiting.pop(0)
                    time.sleep(chance.random() * min(seconds, 5.0))
                    child.send_signal(signal.SIGKILL)
                    break
            else:
                if child.wait() == 0:
                    return
                raise RuntimeError(f"The year in {home} broke off with {child.returncode}.")


def main() -> int:
    """Play and print. Returns how much is wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--acts", type=int, default=22_200)
    asked.add_argument("--days", type=int, default=365)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--afterwards", type=int, default=40)
    asked.add_argument("--share", type=int, default=100)
    asked.add_argument("--seed", type=int, default=12)
    asked.add_argument("--folder", type=Path, help="keep both homes there, for a look at what differs")
    asked.add_argument("--play", type=Path, help="play one year in this folder, and go on where it stopped")
    options = asked.parse_args()
    year = Year(options.acts, options.days, options.afterwards, options.share, options.seed)
    if options.play:
        sync_no_files()
        play(year, options.play)
        return 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        whole, killed, differing = run(year, options.folder or Path(folder), options.kills)
    for line in whole.table():
        print(line)
    wrong = [*whole.wrong, *(f"killed: {one}" for one in killed.wrong), *(f"differs: {one}" for one in differing)]
    for sentence in wrong[:40]:
        print(f"WRONG {sentence}", file=sys.stderr)
    print(
        f"\n{options.kills} kills, {len(differing)} differences, {len(wrong)} wrong, {time.monotonic() - begun:.0f} s."
    )
    return len(wrong)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
