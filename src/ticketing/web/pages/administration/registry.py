"""The registry as people look into it: the file of a vehicle, the file of an owner, and what was loaded.

A file is opened for a purpose, by a form: who looked, when and what for stands in the log and on the file itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ticketing.agency.queries import names_of
from ticketing.cases.intake.plate_warnings import clone_flag_of
from ticketing.cases.owner.identification import shows_persons
from ticketing.cases.owner.persons import PersonRole, entries_of
from ticketing.cases.queries import newest_of_plates, numbers_of
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.fields import FieldKeys
from ticketing.kit.sheets import LoadReport, SheetFault
from ticketing.plates.layouts import normalise
from ticketing.registry import resolving
from ticketing.registry.access import Missing, Owner, lookups_of, outside_a_case
from ticketing.registry.commune_choices import remembered_commune
from ticketing.registry.files import OwnerFile, Period, open_owner_file, open_vehicle_file
from ticketing.registry.load import LOADABLE, load_table
from ticketing.registry.local import PLATE
from ticketing.registry.queries import loads_of_people, residents_loaded
from ticketing.registry.tables import RegistryLoad
from ticketing.review.blind import permit_to_view, plate_of_case
from ticketing.web.access.rights import NotYours, may
from ticketing.web.case_history import HistoryLine, history_of, persons_in
from ticketing.web.pages.administration.registry_columns import LARGEST, NoTable, names_chosen, table_of
from ticketing.web.pages.case.cases import case_of
from ticketing.web.pages.forms import Text, actor_of, address, text_or_none
from ticketing.web.render import page
from ticketing.web.text.phrases import phrase

router = APIRouter()
PAGE, MOST_CASES = 50, 50
COUNTED_AT_ONCE = 100_000
"""So many residents are counted whenever the page is shown; a million takes seconds, and is counted when asked for."""


@dataclass(frozen=True)
class FileView:
    """One line of who looked. number: of the case for which he did; "" outside a case."""

    line: HistoryLine
    case_id: str
    number: str


@router.get("/vehicles", name="vehicles")
def ask_vehicle(request: Request, plate: str = "") -> Response:
    """The form that opens a vehicle's file."""
    return page(request, "vehicle.html", file=None, plate=plate[:20], problem="")


@router.post("/vehicles", name="vehicle_file")
def show_vehicle(request: Request, plate: Text = "", purpose: Text = "") -> Response:
    """The file of a vehicle: periods, corrections, marks, cases, looks. Nobody's name."""
    context = request.app.state.context
    if not normalise(plate) or not text_or_none(purpose):
        problem = phrase("Write the plate, and what you need its file for.")
        return page(request, "vehicle.html", status=422, file=None, plate=plate[:20], problem=problem)
    with context.database.writing() as session:
        permit = outside_a_case(purpose, actor_of(request, session))
        file = open_vehicle_file(session, context.keys, permit, plate, at=context.clock.now())
        mark = clone_flag_of(session, file.plate)
        return page(
            request,
            "vehicle.html",
            file=file,
            plate=plate,
            purpose=purpose.strip(),
            problem="",
            outside=context.register is not None,
            mark=mark,
            mark_case=session.get(Case, mark.case_id) if mark else None,
            cases=newest_of_plates(session, [file.plate], MOST_CASES),
            looks=views_of(session, lookups_of(session, [context.keys.index(PLATE, file.plate)])),
            today=vietnam_day(context.clock.now()),
        )


@router.post("/cases/{case_id}/owner-file", name="owner_file")
def show_owner(request: Request, case_id: str, purpose: Text = "") -> Response:
    """The file of the owner of a case's vehicle on the day of the act, once a person has confirmed that."""
    context = request.app.state.context
    with context.database.writing() as session:
        case, actor = case_of(session, case_id), actor_of(request, session)
        permit = permit_to_view(session, context.keys, case, purpose, actor=actor, wall=wall_now())
        now = context.clock.now()
        file = open_owner_file(session, context.keys, permit, at=now, **plate_of_case(case))
        opened = file if isinstance(file, OwnerFile) else None
        cases = _cases_of_owner(session, opened.periods) if opened else [case]
        # A case that keeps another owner was looked into for him.
        his = [one for one in cases if opened is None or not _names_another(session, context.keys, one, opened.owner)]
        looks = lookups_of(session, [opened.index] if opened else [], [one.id for one in his])
        return page(
            request,
            "owner.html",
            case=case,
            file=opened,
            another=opened is not None and _names_another(session, context.keys, case, opened.owner),
            missing=str(file) if isinstance(file, Missing) else "",
            purpose=purpose.strip(),
            outside=context.register is not None,
            place=remembered_commune(session, context.keys, opened.owner.address)[0] if opened else None,
            cases=cases,
            looks=views_of(session, looks),
            today=vietnam_day(now),
        )


def _names_another(session: Session, keys: FieldKeys, case: Case, owner: Owner) -> bool:
    """Whether the register was corrected since: it names another owner of that day than the case has kept.

    A name that a correction mended here is none: the case keeps what the register said beside it.
    """
    kept = {(one.name, one.personal_id) for one in entries_of(session, keys, case.id, PersonRole.OWNER)}
    return bool(kept) and (owner.name or "", owner.personal_id or "") not in kept


def _cases_of_owner(session: Session, periods: Sequence[Period]) -> list[Case]:
    """Cases of an owner's vehicles from his own time. One that waits for its verdict never stands beside a name."""
    spans = [(one.plate, one.span) for one in periods]
    found = newest_of_plates(session, sorted({plate for plate, _ in spans}), MOST_CASES)
    return [
        case
        for case in found
        if shows_persons(case)
        and any(plate == case.plate and span.holds_on(vietnam_day(case.violated_at)) for plate, span in spans)
    ]


def views_of(session: Session, events: Sequence[EvidenceEvent]) -> list[FileView]:
    """Who looked, when and what for, the newest first."""
    newest = list(reversed(events))
    numbers = numbers_of(session, (event.subject for event in events))
    return [
        FileView(line, event.subject, numbers.get(event.subject, ""))
        for line, event in zip(history_of(session, events), newest, strict=True)
    ]


@router.get("/registry/loads", name="registry_loads")
def show_loads(request: Request, before: str = "", count: str = "") -> Response:
    """What was loaded, the newest first, and how many residents wait to be brought to today's communes."""
    return _loads_page(request, before=before, count=bool(count))


@router.post("/registry/loads", name="registry_load")
async def load(request: Request, content: Annotated[str, Form()], file: Annotated[UploadFile, File()]) -> Response:
    """Load a table, as `ticketing registry load` does, under the names that the form chose."""
    data, form = await file.read(LARGEST + 1), await request.form()
    return await run_in_threadpool(_load, request, content, file.filename or "", data, form)


def _load(request: Request, content: str, filename: str, data: bytes, form: Mapping[str, Any]) -> Response:
    context = request.app.state.context
    with context.database.reading() as session:
        actor = actor_of(request, session)
    rejects = context.settings.home / "rejects"
    try:
        with table_of(content, filename, data) as (what, path):
            names, at = names_chosen(form, what), context.clock.now()
            report = load_table(context.database, context.keys, what, path, rejects, at=at, actor=actor, names=names)
    except NoTable as problem:
        return _loads_page(request, problem=phrase(str(problem)), status=problem.status)
    except SheetFault as problem:
        return _loads_page(request, problem=phrase(str(problem)), status=422)
    return _loads_page(request, report=report)


@router.post("/registry/loads/{load_id}/rejects", name="registry_rejects")
def show_rejects(request: Request, load_id: str, purpose: Text = "") -> Response:
    """The rejected rows of a load, as a file. Persons may stand in it: the look is an event."""
    context = request.app.state.context
    if not text_or_none(purpose):
        raise Refused("Say what you need the rejected rows for: the purpose stands in the log with your name.")
    with context.database.writing() as session:
        row = session.get(RegistryLoad, load_id)
        path = context.settings.home / "rejects" / row.rejects_file if row and row.rejects_file else None
        if row is None or path is None or not path.is_file():
            raise NotYours(load_id)
        data = path.read_bytes()
        actor, now = actor_of(request, session), context.clock.now()
        log = {"load": row.id, "rejected": row.rejected, "purpose": purpose.strip()}
        append(
            session,
            at=now,
            kind=LogEvent.REJECTED_ROWS_OPENED,
            subject=f"registry {row.content}",
            actor=actor.label,
            data=log,
        )
    return Response(data, media_type="text/csv", headers={"content-disposition": f'attachment; filename="{path.name}"'})


def _loads_page(
    request: Request,
    *,
    before: str = "",
    count: bool = False,
    problem: str = "",
    report: LoadReport | None = None,
    status: int = 200,
) -> Response:
    with request.app.state.context.database.reading() as session:
        loads = loads_of_people(session, before=before, limit=PAGE + 1)
        names = names_of(session, persons_in(load.actor for load in loads))
        few = residents_loaded(session) <= COUNTED_AT_ONCE
        residents = resolving.counts(session) if count or few else None
    shown = loads[:PAGE]
    return page(
        request,
        "registry_loads.html",
        status=status,
        loads=shown,
        names=names,
        residents=residents,
        contents=[one.name for one in LOADABLE],
        columns={one.name: ",".join(one.content.columns) for one in LOADABLE},
        may_load=may(request.state.person, "registry_load"),
        may_open=may(request.state.person, "registry_rejects"),
        problem=problem,
        report=report,
        next_page=address("/registry/loads", before=shown[-1].id) if len(loads) > PAGE else "",
        first_page="/registry/loads" if before else "",
    )
