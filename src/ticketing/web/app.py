"""The application: an office in, pages out. A request passes envelope, gate, origin, step-up, page."""

from collections.abc import Iterable
from types import ModuleType

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ticketing.agency.agency import NoAgency, agency_on
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import monotonic, vietnam_day
from ticketing.review.queue import LiveCounts
from ticketing.web import errors
from ticketing.web.access.rights import RIGHTS, check_table, gate
from ticketing.web.access.step_up import StepUpNeeded, check_step_up
from ticketing.web.actions.registry import actions, check_actions
from ticketing.web.middleware import Middleware, check_origin
from ticketing.web.pages import TOPICS
from ticketing.web.pages.access import step_up
from ticketing.web.render import STATIC

NAME_KEPT_S = 10.0
KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"


class _Static(StaticFiles):
    """Static files carry their hash in the address, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["cache-control"] = KEPT_FOR_A_YEAR
        return answer


def create_app(context: AppContext, *, processes: int = 1) -> FastAPI:
    """The web application of an office, in one of so many processes that serve it.

    Raises RouteWithoutRight when the table of rights has a gap, IncompleteAction where an action lacks something.
    """
    app = FastAPI(
        title="Ticketing",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        default_response_class=HTMLResponse,
        dependencies=[Depends(gate), Depends(check_origin), Depends(check_step_up)],
    )
    app.state.context = context
    app.state.processes = processes
    app.state.office_name = AgencyName(context)
    app.state.waiting = LiveCounts(context.database)
    add_pages(app, TOPICS)
    app.router.routes.append(Mount("/static", _Static(directory=STATIC), name="static"))
    errors.register(app, {StepUpNeeded: step_up.ask})
    check_table(app.routes)
    check_actions(actions(), RIGHTS)
    app.add_middleware(Middleware, broken=errors.broken)
    return app


def add_pages(app: FastAPI, readers: Iterable[ModuleType]) -> None:
    """Every page of every reader, flat in one list, so that one look shows all routes."""
    for reader in readers:
        for route in reader.router.routes:
            app.router.add_api_route(route.path, route.endpoint, methods=list(route.methods), name=route.name)


class AgencyName:
    """The agency's name of today, for the top of each page; nothing before it was filled in.

    It is kept for NAME_KEPT_S: it changes once in years, and a page that is put together while it holds a connection
    should not wait for another. Papers take theirs from `agency_on`.
    """

    def __init__(self, context: AppContext) -> None:
        """`office`: whose name."""
        self._office = context
        self._name, self._asked_at = "", float("-inf")

    def __call__(self) -> str:
        """The name."""
        if monotonic() - self._asked_at > NAME_KEPT_S:
            self._name, self._asked_at = self._asked(), monotonic()
        return self._name

    def _asked(self) -> str:
        with self._office.database.reading() as session:
            try:
                return agency_on(session, vietnam_day(self._office.clock.now())).full_name
            except NoAgency:
                return ""
