"""The agency's own data, for administrators: versions by day, what is missing, and forms for bundles and agencies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import communes_of
from ticketing.agency.agency import NoAgency, agency_on, save_agency, versions, what_is_missing
from ticketing.agency.dispatch_rules import AgencyWay, BundleWay, WarnedAgency
from ticketing.agency.form import AgencyFault, agency_data, agency_from, write_agency
from ticketing.agency.queries import names_of
from ticketing.agency.tables import AgencyVersion
from ticketing.agency.values import Agency
from ticketing.cameras.queries import units_with_cameras
from ticketing.cases.states import Refused
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.web.pages.forms import LongText, Text, Texts, actor_of, day_written
from ticketing.web.render import page, see_other
from ticketing.web.text.names.agency import WEEKDAYS
from ticketing.web.text.phrases import phrase

router = APIRouter()
Part = Mapping[str, Any]
"""A part of the agency's data as agency.yaml has it."""


@router.get("/agency", name="agency")
def show_agency(request: Request, version: str = "") -> Response:
    """What papers say of the agency, its versions by day, and what is missing."""
    return _agency_page(request, version)


@router.post("/agency", name="agency_save")
def save(request: Request, content: LongText) -> Response:
    """Save a version. Its own `valid_from` says from which day it holds."""
    context = request.app.state.context
    try:
        with context.database.writing() as session:
            save_agency(session, content, actor=actor_of(request, session), at=context.clock.now())
    except AgencyFault as problem:
        return _agency_page(request, content=content, faults=problem.sentences, status=422)
    except ValueError as problem:
        return _agency_page(request, content=content, faults=[str(problem)], status=422)
    return see_other("/agency", done="agency_saved")


@router.post("/agency/weekly", name="agency_weekly")
def save_weekly(
    request: Request,
    valid_from: Text = "",
    weekday: Text = "",
    hour: Text = "",
    commune: Texts = [],  # noqa: B006  FastAPI copies them for each request
    way: Texts = [],  # noqa: B006
    host: Text = "",
    port: Text = "",
    user: Text = "",
    folder: Text = "",
) -> Response:
    """Change the weekly bundles alone: a version that is else what holds on that day. A commune without a way has none.

    commune and way go together, one pair a line of the form.
    """
    weekly = {
        "weekday": weekday,
        "hour": hour,
        "communes": {code: chosen for code, chosen in zip(commune, way, strict=False) if code and chosen},
        "sftp": {"host": host, "port": port, "user": user, "folder": folder.strip() or "."},
    }
    return _save_part(request, "weekly", weekly, valid_from)


@router.post("/agency/warnings", name="agency_warnings")
def save_warnings(
    request: Request,
    valid_from: Text = "",
    weekday: Text = "",
    hour: Text = "",
    receipt_days: Text = "",
    agency: Texts = [],  # noqa: B006  FastAPI copies them for each request
    name: Texts = [],  # noqa: B006
    address: Texts = [],  # noqa: B006
    way: Texts = [],  # noqa: B006
    mailbox: Texts = [],  # noqa: B006
) -> Response:
    """Change alone who takes the warnings at each agency. agency to mailbox go together, one agency each."""
    columns = ("name", "address", "way", "mailbox")
    nothing = {str(code): dict.fromkeys(columns, "") for code in WarnedAgency}
    offices = zip(agency, name, address, way, mailbox, strict=False)
    phrase = {one[0]: dict(zip(columns, one[1:], strict=True)) for one in offices}
    warnings = {"weekday": weekday, "hour": hour, "receipt_days": receipt_days, **nothing, **phrase}
    return _save_part(request, "warnings", warnings, valid_from)


def _save_part(request: Request, name: str, part: Part, valid_from: str) -> Response:
    """Save a version that is else what holds on that day."""
    context = request.app.state.context
    try:
        day = day_written(valid_from) or vietnam_day(context.clock.now())
        with context.database.writing() as session:
            agency = _with_part(session, name, part, day)
            save_agency(session, agency, actor=actor_of(request, session), at=context.clock.now())
    except AgencyFault as problem:
        return _agency_page(request, typed={name: part}, faults=problem.sentences, status=422)
    except (ValueError, Refused, NoAgency) as problem:
        return _agency_page(request, typed={name: part}, faults=[str(problem)], status=422)
    return see_other("/agency", done="agency_saved")


def _with_part(session: Session, name: str, part: Part, day: date) -> Agency:
    """The agency of that day with another part. Raises AgencyFault, NoAgency."""
    before = agency_on(session, day)
    of_today = communes_of_province(before.province_code)
    if strange := [code for code in part.get("communes", ()) if code not in of_today]:
        raise AgencyFault([f"'{code}' is none of today's communes of the province." for code in strange])
    return agency_from({**agency_data(before), "valid_from": day.isoformat(), name: part})


def _agency_page(
    request: Request,
    version_id: str = "",
    *,
    content: str = "",
    typed: Mapping[str, Part] | None = None,
    faults: Sequence[str] = (),
    status: int = 200,
) -> Response:
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        kept = versions(session)
        shown = next((one for one in kept if one.id == version_id), None)
        try:
            agency = agency_from(shown.content) if shown else agency_on(session, today)
        except NoAgency:
            agency = None
        names = names_of(session, {one.saved_by for one in kept})
        with_devices = units_with_cameras(session)
    communes = communes_of_province(agency.province_code) if agency else {}
    missing = what_is_missing(agency, today, communes, with_devices) if agency else []
    return page(
        request,
        "agency.html",
        status=status,
        agency=agency,
        versions=kept,
        shown=shown,
        names=names,
        content=content or (write_agency(agency) if agency else ""),
        faults=[phrase(sentence) for sentence in faults],
        missing=[phrase(sentence) for sentence in missing],
        today=today,
        holding=_holding(kept, today),
        communes=communes,
        **(_forms(context, agency, typed or {}) if agency else {}),
    )


def _forms(context: AppContext, agency: Agency, typed: Mapping[str, Part]) -> dict[str, Any]:
    """What the forms of bundles and agencies show: what holds, or was just typed; and the keys of this machine."""
    server = agency.weekly.sftp
    channel = context.sftp(server) if server.host else None
    data = {**agency_data(agency), **typed}
    return {
        "weekly": data["weekly"],
        "warned": data["warnings"],
        "warned_codes": list(WarnedAgency),
        "agency_ways": list(AgencyWay),
        "weekdays": WEEKDAYS,
        "bundle_ways": list(BundleWay),
        "sftp_lacks": channel.lacks() if channel else (),
        "sftp_public": channel.public_line() if channel else "",
        "sftp_known": channel.known_keys() if channel else (),
    }


def _holding(kept: Sequence[AgencyVersion], today: date) -> str:
    return next((one.id for one in kept if one.valid_from <= today), "")


def communes_of_province(province_code: str) -> dict[str, str]:
    """Codes and names of today's communes of a province."""
    return {commune.code: commune.name for commune in communes_of(province_code)}
