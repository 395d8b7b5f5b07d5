"""A made-up province for benchmarks.owners: vehicles, owners, addresses and a year of acts with planted errors.

Nothing here asks the program anything: who owned which vehicle on which day, what a picture shows and where an owner
lives are what the world knows of itself, so that the program's answers can be held against it.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from ticketing.addresses.tables import read_csv
from ticketing.kit.clock import vietnam_day
from ticketing.plates.layouts import CONFUSABLE, fits_a_layout

FIRST_DAY, DAYS = date(2025, 9, 1), 365
OLD_HOME = ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga")
MAKES = {
    "car": ("Toyota", "Kia", "Hyundai", "Ford", "Mazda"), "truck": ("Hino", "Isuzu", "Thaco"),
    "motorcycle": ("Honda", "Yamaha", "Piaggio"), "bus": ("Thaco", "Samco"),
}  # fmt: skip
COLOURS = {"Trắng": "white", "Đen": "black", "Đỏ": "red", "Xanh dương": "blue", "Xanh lá": "green"}
OPPOSITE = {"white": "black", "black": "white", "red": "green", "blue": "red", "green": "red"}
CAMERAS = {  # code: commune, latitude and longitude (invented places in the communes' surroundings)
    "BG01": ("07210", "21.2731 106.1946"), "BG02": ("07210", "21.2738 106.1949"),
    "DM03": ("07228", "21.2850 106.1700"), "CH04": ("07525", "21.3811 106.5601"),
    "KE05": ("07399", "21.4200 106.2900"), "HH09": ("07840", "21.3500 105.9800"), "SD12": ("07615", "21.3400 106.8500"),
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """What a picture shows of a vehicle. colour: as detectors name it; colour_vi: as registers write it."""

    kind: str
    make: str
    colour_vi: str

    @property
    def colour(self) -> str:
        """The basic colour."""
        return COLOURS[self.colour_vi]


@dataclass(frozen=True)
class Owner:
    """A person or organisation. commune: where he lives in truth, today's code; address: as the register writes it."""

    id: str
    kind: str
    name: str
    number: str
    address: str
    commune: str


@dataclass(frozen=True)
class Span:
    """An owner's time with a vehicle; `until` exclusive. owner None: the register names nobody."""

    owner: Owner | None
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Vehicle:
    """A registered vehicle with its owners over time."""

    plate: str
    plate_colour: str
    body: Body
    spans: tuple[Span, ...]

    def owner_on(self, day: date) -> Owner | None:
        """Who owned it on a day."""
        return next((s.owner for s in self.spans if s.since <= day and (s.until is None or day < s.until)), None)


@dataclass(frozen=True)
class Sighting:
    """One drop, and the truth behind it.

    plate: as the picture shows it to a person; read: what the reader makes of it, "" for nothing.
    vehicle: whose act it is in truth; None where the plate is false and no register knows the vehicle.
    ends: where such a case may end ("NOTICE", or state and reason); on_duty: a priority vehicle with its lights on.
    """

    planted: str
    at: datetime
    camera: str
    plate: str
    plate_colour: str
    body: Body
    read: str
    vehicle: Vehicle | None
    ends: frozenset[str]
    sure: bool = True
    sees_colour: bool = True
    on_duty: bool = False
    days_late: int = 0


@dataclass
class World:
    """All of it. changes: rows of residents that come to the register on a later day, by that day."""

    vehicles: list[Vehicle] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    acts: list[Sighting] = field(default_factory=list)
    stolen: list[str] = field(default_factory=list)
    exempt: list[str] = field(default_factory=list)
    moves: dict[date, list[Owner]] = field(default_factory=dict)


NOTICE = frozenset({"NOTICE"})


def make_world(acts: int, seed: int = 10, *, first_day: date = FIRST_DAY, days: int = DAYS) -> World:
    """So many days from the first one on, with about that many acts; half of them are planted."""
    return _Maker(seed, first_day, days).world(acts)


class _Maker:
    """Draws everything from one seed."""

    def __init__(self, seed: int, first_day: date, days: int) -> None:
        self.chance = random.Random(seed)
        self.first_day, self.days = first_day, days
        self.made, self.plates = World(), set[str]()
        rows = [row for row in read_csv("communes_to_june_2025.csv") if row["commune"]]
        once = [row for row in rows if " " not in row["becomes"]]
        names = Counter((row["province"], row["commune"]) for row in rows)
        at_home = [row for row in once if row["province"] in OLD_HOME]
        self.whole = [row for row in at_home if names[row["province"], row["commune"]] == 1]
        self.of_one_name = [row for row in at_home if names[row["province"], row["commune"]] > 1]
        self.divided = [row for row in rows if " " in row["becomes"] and row["province"] == "Tỉnh Hải Dương"]
        self.elsewhere = [row for row in once if row["province"] == "Tỉnh Lạng Sơn"]
        provinces = {row["code"]: f"{row['type']} {row['name']}" for row in read_csv("provinces.csv")}
        self.today = {
            row["code"]: f"{row['type']} {row['name']}, {provinces[row['province_code']]}"
            for row in read_csv("communes.csv")
        }

    def world(self, acts: int) -> World:
        """Plant each error in its share, and fill up with ordinary acts."""
        shares = [(plant, max(1, round(share * acts))) for plant, share in self.plants()]
        for plant, count in shares:
            for _ in range(count):
                self.made.acts += plant()
        while len(self.made.acts) < acts:
            self.made.acts += self.ordinary()
        self.made.acts.sort(key=lambda one: (one.at, one.read))
        return self.made

    def plants(self) -> Iterator[tuple[Callable[[], list[Sighting]], float]]:
        """Every planted error and its share of the acts; some take two acts."""
        yield from (
            (self.sold_before, 0.02), (self.sold_after, 0.02), (self.sold_that_day, 0.02), (self.moved, 0.02),
            (self.divided_commune, 0.03), (self.two_of_a_name, 0.02), (self.owner_elsewhere, 0.03),
            (self.organisation, 0.03), (self.cloned_kind, 0.015), (self.cloned_colour, 0.015),
            (self.cloned_make, 0.015), (self.cloned_alike, 0.02), (self.cloned_alike_late, 0.01), (self.altered, 0.02),
            (self.altered_to_nobody, 0.01), (self.misread, 0.02), (self.misread_surely, 0.01), (self.stolen, 0.01),
            (self.exempt_on_duty, 0.01), (self.exempt_off_duty, 0.01), (self.army, 0.01), (self.diplomatic, 0.01),
            (self.temporary, 0.005), (self.unreadable, 0.01), (self.owner_unknown, 0.01), (self.not_registered, 0.01),
            (self.twice_recorded, 0.01), (self.same_text, 0.01), (self.cloned_after, 0.01), (self.next_car, 0.01),
            (self.kind_of_owner_unknown, 0.01),
        )  # fmt: skip

    # What there is.

    def plate(self, kind: str = "car") -> str:
        """A plate that nobody has yet."""
        while True:
            number = f"{self.chance.randrange(1, 100_000):05}"
            series = (
                self.chance.choice(("A", "B", "C", "D")) if kind != "motorcycle" else self.chance.choice(("AB", "AC"))
            )
            text = f"{self.chance.choice(('98', '99'))}{series}{number}"
            if text not in self.plates and fits_a_layout(text):
                self.plates.add(text)
                return text

    def body(self, kind: str | None = None) -> Body:
        """Some vehicle."""
        kind = kind or self.chance.choices(("car", "motorcycle", "truck", "bus"), (6, 4, 1, 0.5))[0]
        return Body(kind, self.chance.choice(MAKES[kind]), self.chance.choice(tuple(COLOURS)))

    def owner(self, row: dict[str, str] | None = None, kind: str = "individual") -> Owner:
        """Somebody, at an address of before or after 1 July 2025."""
        row = row or self.chance.choice(self.whole)
        number = len(self.made.owners) + 1
        name = " ".join((self.chance.choice(FAMILY), "Văn", self.chance.choice(GIVEN), f"Mẫu {number}"))
        hamlet, communes = self.chance.randrange(1, 9), row["becomes"].split()
        lives = communes[hamlet % len(communes)]
        code = f"2400{number:06}" if kind == "organisation" else f"024{number:09}"
        named = f"Công ty Mẫu {number}" if kind == "organisation" else name
        owner = Owner(f"N{number}", kind, named, code, self.address(row, hamlet), lives)
        self.made.owners.append(owner)
        return owner

    def address(self, row: dict[str, str], hamlet: int) -> str:
        """In the old units, in full or short, or in those of today where the commune was not divided."""
        full = f"Thôn {hamlet}, {row['commune']}, {row['district']}, {row['province']}"
        style = self.chance.random()
        if style < 0.4 and " " not in row["becomes"]:
            return f"Thôn {hamlet}, {self.today[row['becomes']]}"
        return full if style < 0.7 else full.replace("Huyện ", "H. ").replace("Tỉnh ", "T. ")

    def vehicle(self, *spans: Span, body: Body | None = None, plate: str = "", colour: str = "white") -> Vehicle:
        """A registered vehicle; of somebody for years where no spans are given."""
        body = body or self.body()
        made = Vehicle(plate or self.plate(body.kind), colour, body, spans or (Span(self.owner(), date(2020, 1, 1)),))
        self.made.vehicles.append(made)
        return made

    def moment(self) -> datetime:
        """Some moment by day; the last twenty days are for acts that follow another."""
        day = self.first_day + timedelta(days=self.chance.randrange(self.days - 20))
        return datetime(
            day.year, day.month, day.day, self.chance.randrange(1, 10), self.chance.randrange(60), tzinfo=UTC
        )

    def act(self, of: Vehicle, planted: str, ends: Iterable[str] = NOTICE, **more: object) -> Sighting:
        """An act of a vehicle that is read as it is, where nothing else is said."""
        facts = {
            "planted": planted, "at": self.moment(), "camera": self.chance.choice(tuple(CAMERAS)),
            "plate": of.plate, "plate_colour": of.plate_colour, "body": of.body, "read": of.plate,
            "vehicle": of, "ends": frozenset(ends), "sees_colour": self.chance.random() < 0.5,
        } | more  # fmt: skip
        return Sighting(**facts)  # type: ignore[arg-type]

    # Ordinary, and planted.

    def ordinary(self) -> list[Sighting]:
        """A vehicle of its owner."""
        return [self.act(self.vehicle(), "ordinary")]

    def _sold(self, planted: str, days_after_sale: int) -> list[Sighting]:
        at = self.moment() + timedelta(hours=self.chance.randrange(24))  # near midnight too, in Vietnam's time
        sale = vietnam_day(at) - timedelta(days=days_after_sale)
        vehicle = self.vehicle(Span(self.owner(), date(2020, 1, 1), sale), Span(self.owner(), sale))
        return [self.act(vehicle, planted, at=at)]

    def sold_before(self) -> list[Sighting]:
        """Sold before the act: the buyer."""
        return self._sold("sold before the act", self.chance.randrange(1, 60))

    def sold_after(self) -> list[Sighting]:
        """Sold after the act: the seller."""
        return self._sold("sold after the act", -self.chance.randrange(1, 60))

    def sold_that_day(self) -> list[Sighting]:
        """Sold on the day of the act: the first day of the buyer counts."""
        return self._sold("sold that very day", 0)

    def moved(self) -> list[Sighting]:
        """Moved before the act: the new address."""
        at, before = self.moment(), self.owner()
        row = self.chance.choice(self.whole)
        after = replace(before, address=self.address(row, 1), commune=row["becomes"])
        self.made.moves.setdefault(at.date() - timedelta(days=3), []).append(after)
        return [self.act(self.vehicle(Span(after, date(2020, 1, 1))), "moved", at=at)]

    def divided_commune(self) -> list[Sighting]:
        """Lives in a commune that was divided, there is none in this province: a clerk chooses; the slip goes too."""
        owner = self.owner(self.chance.choice(self.divided))
        return [self.act(self.vehicle(Span(owner, date(2020, 1, 1))), "divided commune", {"NOTICE AND SLIP"})]

    def two_of_a_name(self) -> list[Sighting]:
        """Lives in one of two communes of a name, and the register leaves the district out: a clerk chooses."""
        row = self.chance.choice(self.of_one_name)
        lives = replace(
            self.owner(row), address=f"Thôn {self.chance.randrange(1, 9)}, {row['commune']}, {row['province']}"
        )
        self.made.owners[-1] = lives
        return [self.act(self.vehicle(Span(lives, date(2020, 1, 1))), "commune of two")]

    def owner_elsewhere(self) -> list[Sighting]:
        """Lives in another province: the notice, and the slip to its traffic police beside it."""
        owner = self.owner(self.chance.choice(self.elsewhere))
        return [self.act(self.vehicle(Span(owner, date(2020, 1, 1))), "owner elsewhere", {"NOTICE AND SLIP"})]

    def organisation(self) -> list[Sighting]:
        """Belongs to a company."""
        owner = self.owner(kind="organisation")
        vehicle = self.vehicle(Span(owner, date(2020, 1, 1)), body=self.body("truck"), colour="yellow")
        return [self.act(vehicle, "organisation")]

    def _clone(self, planted: str, body: Callable[[Body], Body], ends: set[str], **more: object) -> list[Sighting]:
        victim = self.vehicle(body=self.body("car"))
        return [self.act(victim, planted, ends, body=body(victim.body), vehicle=None, **more)]

    def cloned_kind(self) -> list[Sighting]:
        """A truck under a car's plate."""
        return self._clone("cloned: another kind", lambda _: self.body("truck"), {"REJECTED"})

    def cloned_colour(self) -> list[Sighting]:
        """A car of another colour."""

        def other(body: Body) -> Body:
            return replace(body, colour_vi=next(vi for vi, en in COLOURS.items() if en == OPPOSITE[body.colour]))

        return self._clone("cloned: another colour", other, {"REJECTED"}, sees_colour=True)

    def cloned_make(self) -> list[Sighting]:
        """A Kia under a Ford's plate, of one colour: no machine sees it, the officer does."""

        def other(body: Body) -> Body:
            return replace(body, make=next(make for make in MAKES["car"] if make != body.make))

        return self._clone("cloned: another make", other, {"REJECTED"})

    def cloned_after(self) -> list[Sighting]:
        """A car of another colour ten days after the owner's own act, whose notice waits for its signer."""
        [clone] = self.cloned_colour()
        victim = next(one for one in self.made.vehicles if one.plate == clone.plate)
        own = self.act(victim, "cloned later, the owner", {"HELD TWIN"}, at=clone.at, sees_colour=True)
        again = replace(own, planted="cloned later, the owner again", at=own.at + timedelta(days=15), ends=NOTICE)
        return [own, replace(clone, planted="cloned later, the clone", at=own.at + timedelta(days=10)), again]

    def next_car(self) -> list[Sighting]:
        """His plate went from his old car to his next one: no twin, and his in both acts."""
        owner, at = self.owner(), self.moment()
        change = at.date() + timedelta(days=1)
        old = self.vehicle(Span(owner, date(2020, 1, 1), change), body=Body("car", "Kia", "Đỏ"))
        new = self.vehicle(Span(owner, change), body=Body("car", "Ford", "Trắng"), plate=old.plate)
        acts = (self.act(old, "next car", at=at), self.act(new, "next car", at=at + timedelta(days=3)))
        return [replace(act, sees_colour=True) for act in acts]

    def _alike(self, planted: str, ends: set[str], days_late: int) -> list[Sighting]:
        victim, at = self.vehicle(body=self.body("car")), self.moment()
        own = self.act(victim, f"{planted}, the owner", ends, at=at, camera="BG01")
        clone = replace(
            own, planted=f"{planted}, the clone", at=at + timedelta(minutes=6), camera="CH04", vehicle=None,
            days_late=days_late, ends=frozenset({"MANUAL_QUEUE TWIN"}),
        )  # fmt: skip
        return [own, clone]

    def cloned_alike(self) -> list[Sighting]:
        """A car that looks the same, 40 km away six minutes later."""
        return self._alike("cloned: alike", {"MANUAL_QUEUE TWIN"}, 0)

    def cloned_alike_late(self) -> list[Sighting]:
        """The same, and its drop comes when the notice to the owner waits for its signer already."""
        return self._alike("cloned: alike, drop late", {"HELD TWIN"}, 8)

    def _look_alike(self, text: str) -> str:
        places = [
            place for place in range(3, len(text)) if CONFUSABLE.get(text[place], frozenset()) & set("0123456789")
        ]
        self.chance.shuffle(places)
        for place in places:
            for glyph in sorted(CONFUSABLE[text[place]] & set("0123456789")):
                other = f"{text[:place]}{glyph}{text[place + 1 :]}"
                if other not in self.plates and fits_a_layout(other):
                    self.plates.add(other)
                    return other
        return self._look_alike(self.plate())

    def altered(self) -> list[Sighting]:
        """Tape makes another's plate of his own: the register knows another vehicle."""
        body = self.body("car")
        other = self.vehicle(body=replace(self.body("car"), make=next(one for one in MAKES["car"] if one != body.make)))
        return [self.act(other, "altered to another's", {"REJECTED"}, body=body, vehicle=None)]

    def altered_to_nobody(self) -> list[Sighting]:
        """Tape makes a plate that nobody has."""
        vehicle = self.vehicle()
        false = self._look_alike(vehicle.plate)
        ends = {"OWNER_UNKNOWN NOT_IN_REGISTRY"}
        return [self.act(vehicle, "altered to nobody's", ends, plate=false, read=false, vehicle=None)]

    def _misread(self, planted: str, *, sure: bool) -> list[Sighting]:
        vehicle = self.vehicle(body=self.body("car"))
        wrong = self._look_alike(vehicle.plate)
        self.vehicle(body=vehicle.body, plate=wrong)
        return [self.act(vehicle, planted, read=wrong, sure=sure)]

    def misread(self) -> list[Sighting]:
        """The reader doubts, and its text is the plate of just such a vehicle."""
        return self._misread("misread, in doubt", sure=False)

    def misread_surely(self) -> list[Sighting]:
        """The reader is sure of it."""
        return self._misread("misread, sure", sure=True)

    def stolen(self) -> list[Sighting]:
        """On the list of stolen vehicles."""
        vehicle = self.vehicle()
        self.made.stolen.append(vehicle.plate)
        return [self.act(vehicle, "stolen", {"MANUAL_QUEUE STOLEN_VEHICLE"})]

    def _exempt(self, planted: str, ends: Iterable[str], *, on_duty: bool) -> list[Sighting]:
        vehicle = self.vehicle(body=self.body("car"))
        self.made.exempt.append(vehicle.plate)
        return [self.act(vehicle, planted, ends, on_duty=on_duty)]

    def exempt_on_duty(self) -> list[Sighting]:
        """An ambulance with its lights on."""
        return self._exempt("exempt, on duty", {"REJECTED"}, on_duty=True)

    def exempt_off_duty(self) -> list[Sighting]:
        """The same without."""
        return self._exempt("exempt, off duty", NOTICE, on_duty=False)

    def _special(self, planted: str, plate: str, colour: str = "white") -> list[Sighting]:
        vehicle = Vehicle(plate, colour, self.body("car"), ())
        return [self.act(vehicle, planted, {"CLOSED HANDED_OVER"}, vehicle=None)]

    def army(self) -> list[Sighting]:
        """A plate of the army."""
        return self._special("army", f"TM{self.chance.randrange(10_000):04}", "red")

    def diplomatic(self) -> list[Sighting]:
        """A diplomatic plate."""
        return self._special(
            "diplomatic or foreign", f"80{self.chance.randrange(100, 900)}NG{self.chance.randrange(10, 99)}"
        )

    def temporary(self) -> list[Sighting]:
        """A temporary plate."""
        return self._special("temporary", f"T98{self.chance.randrange(1, 100_000):05}")

    def unreadable(self) -> list[Sighting]:
        """The machine reads nothing, a person does."""
        return [self.act(self.vehicle(), "unreadable to the machine", read="")]

    def owner_unknown(self) -> list[Sighting]:
        """The register has the vehicle and no owner."""
        vehicle = self.vehicle(Span(None, date(2020, 1, 1)))
        return [self.act(vehicle, "no owner on record", {"OWNER_UNKNOWN NO_OWNER_ON_RECORD"})]

    def kind_of_owner_unknown(self) -> list[Sighting]:
        """The register does not say whether the owner is a person or a company, who pays double."""
        owner = self.owner()
        self.made.owners[-1] = replace(owner, kind="", number="")
        vehicle = self.vehicle(Span(owner, date(2020, 1, 1)))
        return [self.act(vehicle, "kind of owner unknown", {"OWNER_UNKNOWN OWNER_KIND_UNKNOWN"})]

    def not_registered(self) -> list[Sighting]:
        """The register ends the vehicle before the act, or never had it."""
        at = self.moment()
        gone = self.vehicle(Span(self.owner(), date(2020, 1, 1), at.date() - timedelta(days=9)))
        return [self.act(gone, "cancelled plate", {"OWNER_UNKNOWN NOT_IN_REGISTRY"}, at=at)]

    def twice_recorded(self) -> list[Sighting]:
        """Two cameras of one junction see one act: one notice."""
        first = self.act(self.vehicle(), "one act, two cameras", camera="BG01")
        ends = frozenset({"REJECTED"})
        return [
            first,
            replace(first, planted="its second record", at=first.at + timedelta(seconds=9), camera="BG02", ends=ends),
        ]

    def same_text(self) -> list[Sighting]:
        """A car and a motorcycle whose plates are one text: 98B-112.34 and 98-B1 1234 are two owners' vehicles."""
        while (text := f"98B1{self.chance.randrange(10_000):04}") in self.plates:
            pass
        self.plates.add(text)
        pair = [self.vehicle(body=self.body(kind), plate=text) for kind in ("car", "motorcycle")]
        return [self.act(vehicle, "one text, two vehicles") for vehicle in pair]
