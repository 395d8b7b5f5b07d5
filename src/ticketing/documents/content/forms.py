"""Which form of a kind of paper is in force on the day of handling.

The registry stands beside the templates (`templates/notices/forms.yaml`). The form follows the day of signing
(D118 art. 7.3), not the day of the act.
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

import yaml

from ticketing.kit.shipped import shipped
from ticketing.law.dated import Timeline, timeline


class NoFormInForce(LookupError):
    """No form of that kind on that day, or no such kind."""


@dataclass(frozen=True)
class Form:
    """One form in one period.

    kind:   what the paper is, a code of `documents.codes`; form: its official name; title: what it is called in lists
            and in the file's own title. template: file in templates/notices.
    sheet:  page style, form, annex, wide or envelope. pages: in an ordinary case. signed: bears a signature field.
    source: act and article.
    """

    kind: str
    form: str
    title: str
    template: str
    sheet: str
    pages: int
    signed: bool
    source: str
    valid_from: date
    valid_to: date | None

    @property
    def bookmark(self) -> str:
        """The sheet's entry in the outline of the file, by which `merge` finds where a sheet begins."""
        return self.title


def _form(entry: dict[str, Any]) -> Form:
    values = entry | {"valid_from": entry["from"], "valid_to": entry.get("to")}
    return Form(**{field.name: values[field.name] for field in fields(Form)})


@cache
def forms() -> Timeline[Form]:
    """Every form by kind and day. Raises TableFault for a gap or an overlap, KeyError for an entry without a field."""
    text = (shipped("templates") / "notices" / "forms.yaml").read_text(encoding="utf-8")
    return timeline("forms.yaml", map(_form, yaml.safe_load(text)), key=lambda form: form.kind)


def form_on(kind: str, day: date) -> Form:
    """The form of `kind` in force on the day of handling. Raises NoFormInForce.

    >>> form_on("minutes", date(2026, 11, 24)).form
    'MBB01'
    """
    found = forms().on(kind, day)
    if found is not None:
        return found
    if kind not in (kinds := sorted(forms().rows)):
        raise NoFormInForce(f"'{kind}' is no paper. Possible: {', '.join(kinds)}.")
    first = forms().rows[kind][0].valid_from
    raise NoFormInForce(f"No form '{kind}' is in force on {day}: the first one holds from {first}.")
