"""What came of a year: held against the law, the truth and the bank; and two years against each other, row by row."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise, product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.owner_world import Owner
from benchmarks.year_people import People
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.owner.persons import opened
from ticketing.cases.states import FINAL, CaseState
from ticketing.cases.tables import Case, CaseClock, CasePerson, ClockState
from ticketing.cases.terms.clocks import ANSWER_FOLLOW_UP, DECISION_TERMS
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.content.draft import thaw
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing.verify import load_roots, verify_pdf
from ticketing.documents.tables import SIGNED, Document
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.schema import metadata
from ticketing.flow.timers import EVENTS
from ticketing.kit.clock import VIETNAM, parse_moment, vietnam_day
from ticketing.kit.jobs import DONE, Job
from ticketing.kit.numbers import NumberSeries
from ticketing.law.dated import read_csv
from ticketing.payments.tables import BOOKED, LedgerEntry, StatementLine

OFFICES_TERMS = frozenset(
    {
        "MINUTES",
        *DECISION_TERMS,
        "SEND_DECISION",
        "SEND_DECISION_REMOTE",
        "DEFERRAL_ANSWER",
        "EXPLAIN_HEARING_NOTICE",
        ANSWER_FOLLOW_UP,
    }
)
"""Terms that the office alone keeps or misses; its people here are always in time."""
WIDTH = 30
SEALED = re.compile(r"\bk1\.[0-9a-f]{24,}")
SIZE = re.compile(r'(\\?"size\\?": ?)[0-9]+')
RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b"
    r"|ticketing\.24\.[0-9a-f]{8}(\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+)?"
)
NOT_COMPARED = frozenset(
    {"jobs", "registry_loads", "installation", "registered_vehicles", "residents", "registry_former_rows"}
)
"""When a process did what, and the register: the same files."""
COLUMNS_NOT_COMPARED = frozenset({"id", "salt", "log_id", "origin", "check_code", "lookup_code", "size", "pages"})
"""Random by nature, or following from what is: names of rows, codes, the file of a paper."""


@dataclass
class Judged:
    """A year in figures. ended: cases by state; wrong: what may not be."""

    cases: int = 0
    events: int = 0
    printed: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    money: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def table(self) -> Iterator[str]:
        """States with bars, papers, terms, money."""
        yield "| ended in | cases | |\n|---|---|---|"
        for state, count in self.ended.most_common():
            yield f"| {state} | {count} | {'█' * round(WIDTH * count / max(self.cases, 1))} |"
        yield "\n| paper | signed |\n|---|---|"
        yield from (f"| {kind} | {count} |" for kind, count in self.papers.most_common())
        yield "\n| term | met | passed |\n|---|---|---|"
        yield from (
            f"| {code} | {self.met[code]} | {self.passed[code]} |" for code in sorted({*self.met, *self.passed})
        )
        yield "\n" + ", ".join(f"{name} {vnd:,} VND" for name, vnd in self.money.items())
        yield f"{self.cases} cases, {self.events} events, {self.printed} papers printed and signed."


def judge(people: People, last: date) -> Judged:
    """Hold a year against everything that is known of it without the program."""
    found = Judged()
    with people.context.database.reading() as session:
        cases = {case.id: case for case in session.scalars(sa.select(Case))}
        found.cases, found.ended = len(cases), Counter(case.state for case in cases.values())
        found.events = session.scalar(sa.select(sa.func.count()).select_from(EvidenceEvent)) or 0
        found.wrong += _acts_without_case(people, cases)
        found.wrong += (f"refused: {sentence}" for sentence in people.refused())
        found.wrong += _clocks(session, found, cases, last)
        found.wrong += _documents(session, found)
        found.wrong += _numbers(session)
        found.wrong += _decisions(session, cases)
        found.wrong += _owners(session, people)
        found.wrong += _money(session, found)
        found.wrong += _warnings(session, cases, last)
        found.wrong += _left_undone(session, last)
        found.wrong += _printed(session, people, found)
    found.wrong += _evidence(people)
    return found


def _evidence(people: People) -> Iterable[str]:
    """Log, blobs and checkpoints are whole."""
    context = people.context
    context.finish()
    vkey = (context.settings.keys / "log.vkey").read_text()
    report = verify_log(context.database, context.store, context.settings.checkpoints, vkey)
    return [f"evidence: {fault.where}: {fault.sentence}" for fault in report.faults]


def _acts_without_case(people: People, cases: dict[str, Case]) -> Iterable[str]:
    """Every drop became its case."""
    return [f"{people.cases[one][0]} became no case" for one in people.cases if one not in cases]


def _clocks(session: Session, found: Judged, cases: dict[str, Case], last: date) -> Iterator[str]:
    """What time alone brings came on the first day after the term; the office kept its own terms."""
    entered = _entered(session)
    for clock in session.scalars(sa.select(CaseClock)):
        case = cases[clock.case_id]
        found.met[clock.code] += clock.state == ClockState.MET
        found.passed[clock.code] += clock.state == ClockState.PASSED
        if case.on_hold:
            continue
        if clock.code in OFFICES_TERMS and (
            clock.state == ClockState.PASSED or (clock.state == ClockState.RUNNING and clock.due_on < last)
        ):
            yield f"{case.number}: {clock.code} of {clock.due_on} was missed ({clock.state} on {clock.ended_on})"
        if clock.code in EVENTS and clock.due_on < last:
            if clock.state == ClockState.RUNNING:
                yield f"{case.number}: {clock.code} ended on {clock.due_on}, and nothing came of it"
            elif clock.state == ClockState.PASSED and EVENTS[clock.code] in entered[case.id]:
                came = entered[case.id][EVENTS[clock.code]]
                if came != clock.due_on + timedelta(days=1):
                    yield f"{case.number}: {clock.code} ended on {clock.due_on}, {EVENTS[clock.code]} came on {came}"


def _entered(session: Session) -> dict[str, dict[str, date]]:
    """The day of each case's events, by their kind."""
    days: dict[str, dict[str, date]] = defaultdict(dict)
    query = sa.select(EvidenceEvent.subject, EvidenceEvent.kind, EvidenceEvent.at).where(
        EvidenceEvent.kind.in_(set(EVENTS.values()))
    )
    for subject, kind, at in session.execute(query):
        days[subject][kind] = vietnam_day(parse_moment(at))
    return days


def _documents(session: Session, found: Judged) -> Iterator[str]:
    """No paper is older than the confirmation of its case by a person."""
    confirmed: dict[str, str] = {}
    for event in session.scalars(
        sa.select(EvidenceEvent).where(EvidenceEvent.kind == "act_confirmed").order_by(EvidenceEvent.seq)
    ):
        if not event.actor.startswith("machine"):
            confirmed.setdefault(event.subject, event.at)
    for paper in session.scalars(sa.select(Document).where(Document.state == SIGNED)):
        found.papers[paper.kind] += 1
        assert paper.signed_at
        if paper.case_id not in confirmed or paper.signed_at < parse_moment(confirmed[paper.case_id]):
            yield f"{paper.no} ({paper.kind}) was signed without a verdict"


def _numbers(session: Session) -> Iterator[str]:
    """Each series runs from 1 without a gap, in the order of signing."""
    series: dict[str, list[Document]] = defaultdict(list)
    for paper in session.scalars(sa.select(Document).where(Document.series.is_not(None)).order_by(Document.number)):
        series[paper.series or ""].append(paper)
    for name, papers in series.items():
        if [paper.number for paper in papers] != list(range(1, len(papers) + 1)):
            yield f"{name}: numbers are double or missing"
        if any(one.signed_at > two.signed_at for one, two in pairwise(papers) if one.signed_at and two.signed_at):
            yield f"{name}: a higher number was signed earlier"
        if session.get_one(NumberSeries, name).last != len(papers):
            yield f"{name}: the counter stands elsewhere"


def _decisions(session: Session, cases: dict[str, Case]) -> Iterator[str]:
    """Amount of the row of the day of the act, doubled for organisations; never after a year; never in a dead case."""
    rows = read_csv("fines.csv")
    for decision in session.scalars(sa.select(Decision).where(Decision.state == ISSUED)):
        case = cases[decision.case_id]
        acted, issued = vietnam_day(case.violated_at), decision.issued_on
        assert issued
        if issued > acted.replace(year=acted.year + 1) or case.state == CaseState.EXPIRED:
            yield f"{case.number}: fined on {issued} for an act of {acted}"
        assert case.law
        fitting = [
            row for row in rows
            if row["behaviour"] == case.law["behaviour"] and row["vehicle"] == case.law["vehicle"]
            and row["valid_from"] <= acted.isoformat() <= (row["valid_to"] or "9999")
        ]  # fmt: skip
        times = 2 if decision.organisation else 1
        middle = {times * (int(row["min_vnd"]) + int(row["max_vnd"])) // 2 for row in fitting}
        if middle != {decision.amount_vnd}:
            act = f"{case.law['behaviour']} on {acted}"
            yield f"{case.number}: {decision.amount_vnd} VND for {act}, the law says {middle}"


def _owners(session: Session, people: People) -> Iterator[str]:
    """A first notice names the owner of the vehicle in the picture on that day; a second one whom the answer named."""
    first: dict[str, Document] = {}
    query = sa.select(Document).where(Document.kind == "notice", Document.state == SIGNED).order_by(Document.signed_at)
    for paper in session.scalars(query):
        first.setdefault(paper.case_id, paper)
    for case_id, paper in first.items():
        name, act = people.cases[case_id]
        facts = thaw(opened_content(people.context.keys, paper)["draft"]).case
        owner: Owner | None = act.vehicle.owner_on(vietnam_day(act.at)) if act.vehicle else None
        if owner is None or facts.owner is None or facts.owner.name != owner.name:
            yield f"{name} ({act.planted}): A NOTICE TO A WRONG OWNER"
        elif facts.owner_commune != owner.commune:
            yield f"{name} ({act.planted}): a notice in a wrong commune"


def _money(session: Session, found: Judged) -> Iterator[str]:
    """Every line is booked once or open, and what is booked is the line to the đồng."""
    entries = {entry.line_id: entry for entry in session.scalars(sa.select(LedgerEntry))}
    came = booked = waiting = 0
    for line in session.scalars(sa.select(StatementLine)):
        came += line.amount_vnd
        entry = entries.get(line.id)
        if line.state == BOOKED:
            assert entry
            booked += entry.whole_vnd
            if entry.whole_vnd != line.amount_vnd:
                yield f"payment {line.reference}: {line.amount_vnd} VND came, {entry.whole_vnd} VND were booked"
        else:
            waiting += line.amount_vnd
    paid: Counter[str] = Counter()
    for entry in entries.values():
        paid[entry.decision_id] += entry.principal_vnd
    for decision in session.scalars(sa.select(Decision)):
        if decision.paid_vnd != paid[decision.id]:
            yield f"{decision.number}: paid_vnd is {decision.paid_vnd}, the ledger says {paid[decision.id]}"
    found.money = {"came": came, "booked": booked, "waits for a person": waiting}


@dataclass(frozen=True)
class _Told:
    """What an agency got of a paper. sent_at: when its bundle left; waits: that of a later day holds it."""

    sent_at: datetime | None = None
    waits: bool = False


def _warnings(session: Session, cases: dict[str, Case], last: date) -> Iterator[str]:
    """Each signed warning went to both agencies, unless its case was settled before; what lifts it went after it."""
    evening = datetime.combine(last, time(18), VIETNAM)
    told: dict[tuple[str, str], _Told] = {}
    query = sa.select(ConsignmentItem, Consignment).join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
    for item, consignment in session.execute(query.where(ConsignmentItem.addressee != "")):
        waits = consignment.sent_at is None and consignment.close_at > evening
        gone = None if item.outcome == "withdrawn" else consignment.sent_at
        told[item.document_id, item.addressee] = _Told(gone, waits and item.outcome is None)
    signed = sa.select(Document).where(Document.state == SIGNED)
    papers = list(session.scalars(signed.where(Document.kind.in_(("warning", "services_warning", "warning_lifted")))))
    notices = Counter(session.scalars(signed.where(Document.kind == "notice").with_only_columns(Document.case_id)))
    for paper, agency in product(papers, ("inspection", "registration")):
        case, got = cases[paper.case_id], told.get((paper.id, agency), _Told())
        if got.waits or case.on_hold:
            continue
        if paper.kind != "warning_lifted":
            settled = case.state in (*FINAL, CaseState.PAID, CaseState.INSTALMENTS) or notices[paper.case_id] > 1
            if got.sent_at is None and not settled:
                yield f"{paper.no} of {case.number} never went to the {agency} agency"
            continue
        warned = told.get((paper.about, agency), _Told()).sent_at
        if (got.sent_at is None) != (warned is None):
            yield f"{paper.no} of {case.number} lifts at the {agency} agency what it was not told, or did not go there"
        elif got.sent_at and warned and got.sent_at < warned:
            yield f"{paper.no} of {case.number} was at the {agency} agency before its warning"


def _left_undone(session: Session, last: date) -> Iterator[str]:
    """The machine owes nothing of the days that were played."""
    evening = datetime.combine(last, time(18), VIETNAM)
    query = sa.select(Job).where(Job.state != DONE, Job.due_at <= evening)
    for job in session.scalars(query):
        yield f"job {job.task} of {job.subject} is {job.state}: {job.problem}"


def _printed(session: Session, people: People, found: Judged) -> Iterator[str]:
    """What was printed is a PDF with a valid signature over all of it."""
    roots = load_roots([people.context.settings.keys / "signers" / "root.pem"])
    for paper in session.scalars(sa.select(Document).where(Document.state == SIGNED)):
        assert paper.signed_sha256
        data = people.context.store.get(paper.signed_sha256)
        if data.startswith(b"%PDF"):
            found.printed += 1
            if not verify_pdf(data, roots).genuine:
                yield f"{paper.no}: the signature does not hold"


# Two years.


def differences(one: People, two: People) -> list[str]:
    """Rows that one of two years has and the other has not, of all tables; and persons, opened."""
    listed = []
    for table in metadata().sorted_tables:
        if table.name not in NOT_COMPARED:
            listed += _differing(table.name, _rows(one, table), _rows(two, table))
    return listed + _differing("persons", _persons(one), _persons(two))


def _differing(name: str, one: Counter[str], two: Counter[str]) -> list[str]:
    missing, more = one - two, two - one
    return [f"{name}: only undisturbed: {row}" for row in missing] + [f"{name}: only killed: {row}" for row in more]


def _rows(people: People, table: sa.Table) -> Counter[str]:
    columns = [column for column in table.columns if column.name not in COLUMNS_NOT_COMPARED]
    with people.context.database.reading() as session:
        return Counter(_plain(people, list(row)) for row in session.execute(sa.select(*columns)))


def _plain(people: People, row: list[Any]) -> str:
    """A row as text, without what is random in every run; a case keeps its id, which follows from its act."""
    text = SIZE.sub(r"\1·", SEALED.sub("·", json.dumps(row, default=str, ensure_ascii=False)))
    return RANDOM.sub(lambda found: found[0] if found[0] in people.cases else "·", text)


def _persons(people: People) -> Counter[str]:
    with people.context.database.reading() as session:
        rows = session.scalars(sa.select(CasePerson)).all()
        keys = people.context.keys
        return Counter(_plain(people, [row.case_id, row.role, row.ordinal, str(opened(keys, row))]) for row in rows)
