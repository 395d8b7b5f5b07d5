"""What is laid out: a form, and the content that fills it."""

from dataclasses import dataclass

from ticketing.documents.content.forms import Form
from ticketing.documents.content.parts import Content


@dataclass(frozen=True)
class Sheet:
    """A form and what it is filled with. A notice is two sheets: the form, and the annex in the same file."""

    form: Form
    content: Content
