"""Whether every template prints: each is filled with sample facts and what comes out is looked at.

For `ticketing documents check`, after an agency changed a template, and for the tests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2

from ticketing.demo.sample_documents import Sample, other_samples, sample
from ticketing.documents.content.forms import Form, forms
from ticketing.documents.kinds import KINDS
from ticketing.documents.layout.pdfa import embedded_fonts, page_count, pdfa_findings
from ticketing.documents.layout.render import PaperError, preview, render
from ticketing.documents.samples.cases import FULL, LONGEST
from ticketing.documents.samples.marks import SIGNED_AT


@dataclass(frozen=True)
class FormCheck:
    """What came of one template. pages: of the ordinary case; missing: sentences, empty when all is well."""

    form: Form
    pages: int
    pdfa: bool
    missing: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is missing."""
        return not self.missing


def check_forms(own_templates: Path | None = None) -> Iterator[FormCheck]:
    """Check every form of the registry, in its order. own_templates: an agency's folder that goes before ours."""
    for form in forms():
        yield check_form(form, own_templates)


def check_form(form: Form, own_templates: Path | None = None) -> FormCheck:
    """Print the form from an ordinary and from the longest case. A template that cannot be filled is a finding."""
    missing: list[str] = []
    pages, pdfa = 0, True
    for filled in _filled(form):
        case = filled.case
        try:
            pdf = render(filled.sheets, filled.pictures, made_at=SIGNED_AT, own_templates=own_templates)
        except (PaperError, jinja2.TemplateError) as error:
            return FormCheck(form, 0, False, (f"{case}: {error}",))
        findings = pdfa_findings(pdf)
        pdfa = pdfa and not findings
        missing += [f"{case}: {sentence}" for sentence in (*findings, *_foreign_fonts(pdf))]
        missing += _forbidden(filled, own_templates)
        if filled.kind == form.kind and case == FULL:
            pages = page_count(pdf)
    if pages != form.pages:
        missing.append(f"full: {pages} pages instead of {form.pages}: shorten the template's own text.")
    return FormCheck(form, pages, pdfa, tuple(missing))


def _filled(form: Form) -> Iterator[Sample]:
    for case in (FULL, LONGEST):
        yield sample(form.kind, case, form=form)
        yield from other_samples(form.kind, case, form=form)


def _foreign_fonts(pdf: bytes) -> list[str]:
    foreign = sorted(name for name in embedded_fonts(pdf) if not name.startswith("Liberation-Serif"))
    return [f"uses the typeface {name}: papers take Liberation Serif only." for name in foreign]


def _words_forbidden_on(filled: Sample) -> re.Pattern[str] | None:
    """Of a second sample its own; its sheet bears the form of the kind."""
    row = KINDS[filled.sheets[0].form.kind]
    return next((one.forbidden for one in row.others if one.name == filled.kind), row.forbidden)


def _forbidden(filled: Sample, own_templates: Path | None) -> list[str]:
    pattern = _words_forbidden_on(filled)
    if pattern is None:
        return []
    html = preview(filled.sheets, filled.pictures, made_at=SIGNED_AT, own_templates=own_templates)
    body = html.partition("<body>")[2]
    return [f"{filled.case}: the form may not hold '{found}'." for found in sorted(set(pattern.findall(body)))]
