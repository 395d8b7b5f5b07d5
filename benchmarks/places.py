"""Every old commune of the country in three spellings, misspelt, and in contradiction: python -m benchmarks.places

Counts what `ticketing places resolve` makes of them, and how many lines a second one core answers. Exits with 1 where a
wrong commune was given as resolved, or a figure lies below what was promised.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ticketing.addresses.gazetteer import COMMUNE_TYPES, DISTRICT_TYPES, PROVINCE_TYPES, gazetteer, split_type
from ticketing.addresses.resolution import Status, resolve
from ticketing.addresses.syllables import spelling, without_marks
from ticketing.addresses.tables import read_csv

Row = dict[str, str]
OLD: list[Row] = [row for row in read_csv("communes_to_june_2025.csv") if row["commune"]]
SHORT = {
    "xã": "X.", "phường": "P.", "thị trấn": "TT.", "huyện": "H.", "quận": "Q.", "thị xã": "TX.", "thành phố": "TP.",
    "tỉnh": "T.",
}  # fmt: skip
LETTERS = "abcdeghiklmnopqrstuvxyăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụ"
PLAIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
LEAST_RESOLVED, LEAST_RESOLVED_MISSPELT, LEAST_PER_SECOND, LONGEST_START_S = 0.995, 0.95, 2_000, 3.0


def old_name(row: Row) -> str:
    """The commune's name without its type word."""
    return split_type(row["commune"], COMMUNE_TYPES)[1]


def full(row: Row, name: str) -> str:
    """As a form writes it: hamlet, commune, district, province."""
    kind = split_type(row["commune"], COMMUNE_TYPES)[0]
    return f"thôn 2, {kind} {name}, {row['district']}, {row['province']}"


def short(row: Row, name: str) -> str:
    """With every type word abbreviated."""
    parts = [
        (split_type(row["commune"], COMMUNE_TYPES)[0], name),
        split_type(row["district"], DISTRICT_TYPES),
        split_type(row["province"], PROVINCE_TYPES),
    ]
    return ", ".join(f"{SHORT[kind]}{word}" for kind, word in parts)


def without(row: Row, name: str) -> str:
    """Without marks, capitals and commas."""
    return without_marks(full(row, name).lower().replace(",", ""))


SPELLINGS: tuple[Callable[[Row, str], str], ...] = (full, short, without)


def misspelt(name: str, letters: str, chance: random.Random) -> str:
    """`name` with one typing error: a letter left out, too many, wrong, or two swapped."""
    place, letter = chance.randrange(len(name)), chance.choice(letters)
    wrong = chance.choice(
        [
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + letter + name[place + 1 :],
            name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :],
        ]
    )
    return wrong if wrong.strip() and wrong.lower() != name.lower() else misspelt(name, letters, chance)


@dataclass
class Tally:
    """What became of the lines of one list. twin: misspelt into another commune of the district, letter for letter."""

    lines: int = 0
    resolved: int = 0
    twin: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Resolved lines of all lines that have one right answer."""
        return self.resolved / self.lines

    def add(self, address: str, right: set[str], also: set[str] | None = None) -> None:
        """Ask for one address. right: the communes it became, one or, where it was divided, several.

        also: for a misspelt one, those of the communes that the misspelt name fits letter for letter.
        """
        start = time.process_time()
        answer = resolve(address)
        self.seconds += time.process_time() - start
        codes = {candidate.commune.code for candidate in answer.candidates}
        self.lines += len(right) == 1
        if answer.status is Status.RESOLVED:
            self.resolved += len(right) == 1
            self.twin += not codes <= right and codes <= (also or set())
            if not codes <= right | (also or set()) or len(right) > 1:
                self.wrong.append(address)
        elif also is None and not right <= codes:
            self.lost.append(address)


def right_spelling(rows: Iterable[Row], spell: Callable[[Row, str], str]) -> Tally:
    """Every commune of `rows` as it is written."""
    tally = Tally()
    for row in rows:
        tally.add(spell(row, old_name(row)), set(row["becomes"].split()))
    return tally


def with_one_error(rows: Iterable[Row], spell: Callable[[Row, str], str], seed: int) -> Tally:
    """Every undivided commune of `rows` with one typing error in its name."""
    chance, tally = random.Random(seed), Tally()
    plain = (lambda text: without_marks(text.lower())) if spell is without else str.lower
    letters = PLAIN_LETTERS if spell is without else LETTERS
    of_district: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in OLD:
        of_district[row["province"], row["district"], plain(old_name(row))].update(row["becomes"].split())
    for row in rows:
        if " " not in row["becomes"]:
            name = misspelt(plain(old_name(row)), letters, chance)
            also = of_district.get((row["province"], row["district"], name.strip()), set())
            tally.add(spell(row, name), {row["becomes"]}, also)
    return tally


def contradicting(rows: Iterable[Row], seed: int) -> Iterator[str]:
    """Addresses whose commune does not lie in their district, under any name that it ever had.

    With a district of its own province, as written; with one of another province, as written with that, and without
    marks.
    """
    chance = random.Random(seed)
    there: dict[str, set[str]] = defaultdict(set)  # by the district's name alone: old provinces lie in new ones
    for names in gazetteer().names.values():
        for name in names:
            for district in name.districts:
                there[district.partition("|")[2]].add(name.plain)
    districts: dict[str, set[str]] = defaultdict(set)
    for row in OLD:
        districts[row["province"]].add(row["district"])
    provinces = sorted(districts)
    for row in rows:
        name, plain = old_name(row), spelling(old_name(row)).plain
        for province, spell in ((row["province"], full), *((chance.choice(provinces), spell) for spell in SPELLINGS)):
            others = [one for one in sorted(districts[province]) if plain not in there[one]]
            if others:
                yield spell({**row, "province": province, "district": chance.choice(others)}, name)


def districts_alone() -> Iterator[str]:
    """Every district of June 2025 that is no island, with its province, and every province."""
    kinds = {code: commune.type for code, commune in gazetteer().communes.items()}
    islands = {row["district"] for row in OLD if any(kinds[code] == "đặc khu" for code in row["becomes"].split())}
    for district, province in dict.fromkeys((row["district"], row["province"]) for row in OLD):
        if district not in islands:
            yield f"thôn 5, {district}, {province}"
    yield from dict.fromkeys(row["province"] for row in OLD)


def never_resolved(addresses: Iterable[str]) -> Tally:
    """Addresses that say too little or contradict themselves: whatever is resolved is wrong."""
    answers = Counter({address: resolve(address).status is Status.RESOLVED for address in addresses})
    return Tally(lines=len(answers), wrong=[address for address, resolved in answers.items() if resolved])


def main(rounds: int = 3) -> bool:
    """Print a row a list; whether all that was promised holds."""
    start = time.perf_counter()
    resolve("")
    start_s = time.perf_counter() - start
    tables = [(f"as written, {spell.__name__}", right_spelling(OLD, spell), LEAST_RESOLVED) for spell in SPELLINGS]
    for seed in range(rounds):
        tables += [
            (f"one error, {spell.__name__}, seed {seed}", with_one_error(OLD, spell, seed), LEAST_RESOLVED_MISSPELT)
            for spell in SPELLINGS
        ]
    tables += [("commune of another district", never_resolved(contradicting(OLD, 1)), 0.0)]
    tables += [("district or province alone", never_resolved(districts_alone()), 0.0)]
    print(f"| list | lines | resolved | wrong | twin | right one is no candidate | lines a second |\n|{'---|' * 7}")
    for name, tally, _ in tables:
        speed = f"{tally.lines / tally.seconds:,.0f}" if tally.seconds else ""
        counts = f"{tally.share:.2%} | {len(tally.wrong)} | {tally.twin} | {len(tally.lost)}"
        print(f"| {name} | {tally.lines} | {counts} | {speed} |", flush=True)
        for address in tally.wrong[:5]:
            print(f"  wrong: {address}", file=sys.stderr)
    print(f"\nThe tables are read in {start_s:.1f} s.")
    timed = [tally for _, tally, _ in tables if tally.seconds]
    return (
        not any(tally.wrong or tally.lost for _, tally, _ in tables)
        and all(tally.share >= least for _, tally, least in tables)
        and min(tally.lines / tally.seconds for tally in timed) >= LEAST_PER_SECOND
        and start_s <= LONGEST_START_S
    )


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
