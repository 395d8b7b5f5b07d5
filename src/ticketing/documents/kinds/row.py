"""What there is to know of one kind of paper: a row, and the parts that it is made of. Plain values, no database."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, auto

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState
from ticketing.documents.content.ordered import Builder
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World

States = frozenset[CaseState]
Sampler = Callable[[World], Content]
NOWHERE: States = frozenset()
OF_ITS_CASE = ""
"""Numbering of a paper that takes no number and bears that of its case."""


class About(StrEnum):
    """What a paper is about; the same paper about the same thing is prepared once (`drafting.document_context`).

    EXTRA: what its own facts name. _EACH: there may be one after the other.
    """

    CASE = auto()
    OWNER = auto()
    VIOLATOR = auto()
    VERIFIED_PERSON = auto()
    VERDICT = auto()
    NOTICE = auto()
    NOTICE_EACH = auto()
    PROPOSAL = auto()
    MINUTES = auto()
    DECISION = auto()
    DECISION_EACH = auto()
    DEBT = auto()
    EXTRA = auto()


class Receiver(StrEnum):
    """Whom a paper is for. REMINDED: whoever got the paper of which it reminds."""

    OWNER = auto()
    VIOLATOR = auto()
    REMINDED = auto()
    COMMUNE_POLICE = auto()
    HANDLING_POLICE = auto()
    WARNED_AGENCIES = auto()


class Tie(StrEnum):
    """How a paper is tied to a notice: it is one, is about the same person, names it, or reminds of the last one."""

    IS_ONE = auto()
    SAME_PERSON = auto()
    NAMES_IT = auto()
    REMINDS = auto()


class Shown(StrEnum):
    """Which pictures of its case a paper shows: none, all, or those on which others were made unreadable."""

    NONE = auto()
    ALL = auto()
    REDACTED = auto()


@dataclass(frozen=True)
class Drafting:
    """How a paper of a case is drawn up. compose: fills its form from draft and day of signing.

    one_owner: it concerns one entry of the owner; what went to an earlier one is not its to name.
    """

    about: About | None = None
    compose: Builder | None = None
    one_owner: bool = False


@dataclass(frozen=True)
class Signing:
    """Who signs, when, and what the signature is in the case.

    by:       SIGN (competent for act, subject and day of handling) or OFF (who drew it up); None: nobody signs it.
    states:   in which states of the case it may be drawn up and signed.
    event:    what its signature is in the case; event_from: from which of the states (in the others it moves nothing).
    by_machine: the event is the machine's, because the paper was signed (licence points fall by law).
    bears_seal: the agency's; minutes bear none.
    in_limitation: not once the year of limitation is over (LHAV art. 6): it would accuse where no fine may follow.
    by_decision: competence is asked of what the decision says, where there is one.
    of_debt:  it is a decision about an issued penalty decision, whose sums it names (`order_facts.Owed`).
    enforces: by whom the legal officer named, within the year of LHAV art. 74.
    reason:   code and sentence that a case shows which ends by it.
    """

    by: Party | None = None
    states: States = NOWHERE
    event: CaseEvent | None = None
    event_from: States = NOWHERE
    by_machine: bool = False
    bears_seal: bool = True
    in_limitation: bool = False
    by_decision: bool = False
    of_debt: bool = False
    enforces: bool = False
    reason: tuple[str, str] | None = None


@dataclass(frozen=True)
class Sending:
    """How a paper leaves. to: None, it belongs to the file and is not sent, at most in the envelope of another.

    name_vi:  how lists of consignments name it. No more: whoever signs for his own paper reads the list.
    sent_in:  states of its case in which the machine puts it with what goes; after_decision_in: and the decision went.
    by_officer: he sends it on the case's page. with_decision: it does not leave before the decision, and goes with it.
    by_police: through the police of the commune where they can be reached, whatever way first notices go.
    only_in:  in other states it was overtaken and stays here; empty: not by the state alone.
    after_end: it still goes out when the case has ended: it says that it has.
    after_payment: it still goes out when the fine is paid and the case closed: the person has to know what was decided.
    takes_notice_back: it is for the person of one notice, and where that went: never where that did not leave.
    garnishee: whoever deducts an enforced fine gets a copy of it.
    asks:     event for which a term of its case waits, as long as it may happen.
    """

    to: Receiver | None = None
    name_vi: str = ""
    sent_in: States = NOWHERE
    after_decision_in: States = NOWHERE
    by_officer: bool = False
    with_decision: bool = False
    by_police: bool = False
    only_in: States = NOWHERE
    after_end: bool = False
    after_payment: bool = False
    takes_notice_back: bool = False
    garnishee: bool = False
    asks: str = ""


@dataclass(frozen=True)
class Validity:
    """Until when a signed paper counts.

    falls_with_case: it demands something, or changes what does: a case that ended takes it back.
    over_in:  states in which a warning has nothing left to wait for and is lifted; of other papers none.
    done_in:  states in which it was carried out (enforcement).
    tie:      to which notice it belongs; one_notice: it is of no use when another one goes out.
    """

    falls_with_case: bool = False
    over_in: States = NOWHERE
    done_in: States = NOWHERE
    tie: Tie | None = None
    one_notice: bool = False


@dataclass(frozen=True)
class OtherSample:
    """A second sample of a kind that says something else: its name, what fills it, what it may not hold."""

    name: str
    fill: Sampler
    forbidden: re.Pattern[str] | None = None


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper.

    code:     how rows, logs and forms.yaml name it; never changed. place: its place among all, in the order of the
              procedure; no two alike. name: in English, the message id of its name in other languages.
    content:  the class of what its template is filled with; sample: fills it with invented facts.
    numbering: the series of the agency in which it takes a number (`agency.values.NUMBER_SERIES`); OF_ITS_CASE: none.
    annex:    code of the sheet that is printed behind it in the same file.
    forbidden: words that it may not hold.
    """

    code: str
    place: int
    name: str
    content: type[Content] | None
    sample: Sampler | None
    numbering: str | None = None
    drafting: Drafting = Drafting()
    signing: Signing = Signing()
    sending: Sending = Sending()
    validity: Validity = Validity()
    shows: Shown = Shown.NONE
    annex: str = ""
    forbidden: re.Pattern[str] | None = None
    others: tuple[OtherSample, ...] = field(default=())

    @property
    def of_a_case(self) -> bool:
        """Whether it is drawn up and signed in a case; lists, reports and annexes are not."""
        return self.signing.by is not None

    @property
    def content_name(self) -> str:
        """Name of the class that its template is filled with."""
        return self.content.__name__ if self.content else ""

    @property
    def states(self) -> States:
        """In which states of the case it may be drawn up and signed."""
        return self.signing.states

    @property
    def is_sent(self) -> bool:
        """Whether it travels; else it belongs to the file."""
        return self.sending.to is not None

    @property
    def is_warning(self) -> bool:
        """Whether it warns the agencies, until it is lifted."""
        return bool(self.validity.over_in)

    @property
    def to_agencies(self) -> bool:
        """Whether it goes to every agency that refuses its service to a vehicle under warning."""
        return self.sending.to is Receiver.WARNED_AGENCIES

    @property
    def told_to_others(self) -> bool:
        """Whether agencies, employers or banks get a copy as soon as it is signed."""
        return self.to_agencies or self.sending.garnishee or self.signing.enforces

    @property
    def between_offices(self) -> bool:
        """Whether it is for an office, not for a person: nobody's data are opened for its list.

        The slip Mẫu số 04 is for an office as well, but what its police answer is said of the person to whom they hand
        the notice.
        """
        return self.to_agencies or self.sending.to is Receiver.HANDLING_POLICE

    @property
    def for_the_violator(self) -> bool:
        """Whether it is for the person fined. A reminder is for whoever got the paper of which it reminds."""
        return self.sending.to is Receiver.VIOLATOR

    @property
    def reaches_the_violator(self) -> bool:
        """Whether it goes to the person fined, unless a notice names somebody (that of which a reminder reminds)."""
        return self.sending.to in (Receiver.VIOLATOR, Receiver.REMINDED)

    def event_in(self, state: CaseState) -> CaseEvent | None:
        """The event that signing brings about in this state; None: it moves nothing."""
        return self.signing.event if state in (self.signing.event_from or self.states) else None
