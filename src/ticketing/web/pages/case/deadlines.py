"""What runs out soon: each term with its article, whose it is, and the case in which something is to be done."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ticketing.agency.agency import NoAgency, agency_on
from ticketing.cases.terms.deadlines import Whose, Window, codes_of, counts, deadlines
from ticketing.cases.terms.internal_deadlines import OWN_TERMS
from ticketing.kit.clock import vietnam_day
from ticketing.law.clocks import CODES
from ticketing.web.pages.forms import address, one_of, text_or_none
from ticketing.web.render import page

router = APIRouter()


@router.get("/deadlines", name="deadlines")
def show_deadlines(
    request: Request, window: str = "", whose: str = "", code: str = "", unit: str = "", after: str = ""
) -> Response:
    """Terms by how near their last day is; this week's first."""
    context = request.app.state.context
    today = vietnam_day(context.clock.now())
    near = Window(one_of(window, Window) or Window.WEEK)
    owner = Whose(whose) if one_of(whose, Whose) else None
    term, of_unit = one_of(code, (*CODES, *OWN_TERMS)), text_or_none(unit)
    with context.database.reading() as session:
        shown, following = deadlines(session, today, near, whose=owner, code=term, unit=of_unit, after=_key(after))
        found = counts(session, today, whose=owner)
        try:
            units = agency_on(session, today).units
        except NoAgency:
            units = ()
    chosen = {"whose": owner, "code": term, "unit": of_unit}
    return page(
        request,
        "deadlines.html",
        lines=shown,
        windows=[(one, found[one], address("/deadlines", window=one, **chosen)) for one in Window],
        window=near,
        chosen=chosen,
        whose=list(Whose),
        codes=codes_of(owner) if owner else (*CODES, *OWN_TERMS),
        units=units,
        next_page=address("/deadlines", window=near, after=following, **chosen) if following else "",
        first_page=address("/deadlines", window=near, **chosen) if after else "",
    )


def _key(text: str) -> str:
    """Behind what a page begins; an address that somebody changed begins at the first."""
    day, _, clock_id = text.partition(":")
    digits = day.replace("-", "")
    return text if clock_id and len(day) == 10 and digits.isdigit() and len(digits) == 8 else ""
