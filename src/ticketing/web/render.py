"""Pages out of templates: autoescape on, an unknown name is an error, templates from this package only."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from babel.dates import format_date
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from ticketing.kit.clock import VIETNAM, vietnam_day, wall_now
from ticketing.kit.digest import sha256
from ticketing.kit.money import format_vnd
from ticketing.web.menu import menu
from ticketing.web.middleware import SAFE_METHODS, form_token
from ticketing.web.text import i18n, phrases
from ticketing.web.text.names.pictures import PICTURE_ROLES

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


class _Translating(NodeTransformer):
    """Puts the translation of a fixed sentence in its place: a page that says 120 of them need not look each up."""

    def __init__(self, code: str) -> None:
        self.catalogue = i18n.catalogue(code)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """`_("…")` becomes its words; what has places to fill (`%(name)s`) is filled when the page is made."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(sentence))], kwargs=[]):
                return nodes.Const(Markup(self.catalogue.gettext(sentence)) % {}, lineno=node.lineno)  # noqa: S704
        return node


class _Environment(jinja2.Environment):
    """Templates in one language."""

    code = i18n.DEFAULT

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _Translating(self.code).visit(super()._parse(source, name, filename))
        return parsed


@cache
def environment(code: str) -> jinja2.Environment:
    """The template environment of a language, with the filters that pages use."""
    made = _Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,  # templates change with the program
    )
    made.code = code
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext)  # type: ignore[attr-defined]
    made.filters |= {
        "day": day,
        "weekday": weekday,
        "moment": moment,
        "clock_time": clock_time,
        "vnd": format_vnd,
        "percent": percent,
        "kmh": kmh,
        "named": phrases.named,
        "plate": phrases.plate_text,
        "law": phrases.law,
    }
    made.globals |= {"static": static_address, "words": phrases, "picture_roles": PICTURE_ROLES, "said": phrases.phrase}
    return made


def day(value: date | datetime | None) -> str:
    """18/11/2026; nothing where there is no day."""
    if value is None:
        return ""
    return f"{vietnam_day(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def weekday(value: date) -> str:
    """The name of the day of the week in the language of the page."""
    return format_date(value, "EEEE", locale=i18n.language.get())


def moment(value: datetime | None, seconds: bool = False) -> str:
    """18/11/2026 09:00 in Vietnam time."""
    if value is None:
        return ""
    return f"{value.astimezone(VIETNAM):{'%d/%m/%Y %H:%M:%S' if seconds else '%d/%m/%Y %H:%M'}}"


def clock_time(value: datetime | None) -> str:
    """09:00:00.123 in Vietnam time: pictures of one act differ by parts of a second."""
    return f"{value.astimezone(VIETNAM):%H:%M:%S.%f}"[:-3] if value else ""


def percent(share: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as Vietnamese papers write it; a dash where there is none.

    >>> percent(0.1234, 1)
    '12,3 %'
    """
    return "–" if share is None else f"{share * 100:.{digits}f} %".replace(".", ",")


def kmh(speed: str | None) -> str:
    """A speed as Vietnamese papers write it, without a fraction that says nothing.

    >>> kmh("72.0"), kmh("72.5")
    ('72', '72,5')
    """
    return (speed or "").removesuffix(".0").replace(".", ",")


@cache
def static_address(name: str) -> str:
    """The address of a static file; its hash in it lets the browser keep the file and never keep a stale one."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes())[:12]}"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    made = environment(i18n.language.get()).get_template(template)
    return HTMLResponse(made.render(surroundings(request) | {"status": status} | values), status)


def surroundings(request: Request) -> dict[str, Any]:
    """What every page shows: the person, the language, the clock, the token of its forms, what was just done."""
    context = request.app.state.context
    state = request.state
    person = getattr(state, "person", None)
    return {
        "person": person,
        "menu": menu(person, request.url.path),
        "language": i18n.language.get(),
        "now": context.clock.now(),
        "wall_year": wall_now().year,
        "is_demo": context.made_by == "demo",
        "csrf": form_token(context.keys, state.token),
        "languages": i18n.LANGUAGES.items(),
        "here": page_shown(request),
        "done": phrases.done(request.query_params.get("done")),
        "htmx": is_htmx(request),
        "office_name": request.app.state.office_name,
    }


def page_shown(request: Request) -> str:
    """Where the log-in and the switch of the language come back to: this page, or the page whose form was sent."""
    if request.method in SAFE_METHODS and not is_htmx(request):
        return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    sent_from = urlsplit(request.headers.get("referer", ""))
    if sent_from.netloc != request.headers.get("host"):
        return "/"
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path


def is_htmx(request: Request) -> bool:
    """Whether htmx asks, for a part of a page."""
    return request.headers.get("hx-request") == "true"


def see_other(address: str, *, done: str | None = None) -> Response:
    """Go on to another page after a change; `done` names a sentence of names.sentences.DONE."""
    if done:
        address += f"{'&' if '?' in address else '?'}done={done}"
    return RedirectResponse(address, 303)
