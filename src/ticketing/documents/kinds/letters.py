"""Warnings to the agencies, letters, and the note that closes a case."""

import re

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import UNANSWERED, UNJUDGED, CaseState
from ticketing.documents import codes
from ticketing.documents.content.letters import compose
from ticketing.documents.content.letters.letters import ClosingNote, HearingNotice, ReliefRefusal, Reminder
from ticketing.documents.content.letters.warnings import AgencyWarning, WarningLifted
from ticketing.documents.content.letters.withdrawals import NoticeWithdrawal, WithdrawalLetter
from ticketing.documents.kinds.notices import FORBIDDEN
from ticketing.documents.kinds.row import (
    OF_ITS_CASE,
    About,
    DocumentKind,
    Drafting,
    OtherSample,
    Receiver,
    Sending,
    Signing,
    Tie,
    Validity,
)
from ticketing.documents.kinds.states import EASED, IN_EFFECT, SETTLED
from ticketing.documents.samples import letters as samples

OF_FINE = "reminder_of_fine"
"""The other sample of a reminder: that of a notice may say nothing of a fine."""
# A swindler's letter bears an amount and a way to pay it; ours refers to the decision (domain.md 7).
FORBIDDEN_OF_FINES = re.compile(r"\bđồng\b|\bVND\b|₫|https?:|\d{6,}|<img", re.IGNORECASE)
_NOT_LIABLE_IN = frozenset(CaseState) - UNJUDGED - {CaseState.CONFIRMED, CaseState.OWNER_UNKNOWN}

ROWS = (
    DocumentKind(
        code=codes.WARNING,
        place=40,
        name="Warning to agencies",
        content=AgencyWarning,
        sample=samples.warning,
        numbering=codes.WARNING,
        drafting=Drafting(About.NOTICE, compose.warning),
        signing=Signing(
            Party.SIGN, UNANSWERED, CaseEvent.NOTICE_UNANSWERED, frozenset({CaseState.NOTICE_SENT}), in_limitation=True
        ),
        sending=Sending(Receiver.WARNED_AGENCIES, "Thông báo cảnh báo"),
        validity=Validity(falls_with_case=True, over_in=SETTLED),
    ),
    DocumentKind(
        code=codes.OF_DEBT,
        place=50,
        name="Warning to agencies: fine unpaid",
        content=AgencyWarning,
        sample=samples.services_warning,
        numbering=codes.WARNING,
        drafting=Drafting(About.DEBT, compose.services_warning),
        signing=Signing(Party.SIGN, frozenset({CaseState.OVERDUE}), CaseEvent.SERVICES_BLOCKED),
        sending=Sending(Receiver.WARNED_AGENCIES, "Thông báo cảnh báo"),
        # Where a part turns out to be paid in time nothing was overdue.
        validity=Validity(falls_with_case=True, over_in=SETTLED | {CaseState.INSTALMENTS}),
    ),
    DocumentKind(
        code=codes.HEARING_NOTICE,
        place=100,
        name="Announcement of a hearing",
        content=HearingNotice,
        sample=samples.hearing_notice,
        numbering=codes.HEARING_NOTICE,
        drafting=Drafting(About.MINUTES, compose.HEARING_NOTICE),
        signing=Signing(Party.SIGN, frozenset({CaseState.EXPLANATION})),
        sending=Sending(Receiver.VIOLATOR, "Thông báo", sent_in=frozenset({CaseState.EXPLANATION})),
    ),
    DocumentKind(
        code=codes.RELIEF_REFUSAL,
        place=150,
        name="Answer to an application",
        content=ReliefRefusal,
        sample=samples.relief_refusal,
        numbering=codes.RELIEF_REFUSAL,
        drafting=Drafting(About.DECISION_EACH, compose.RELIEF_REFUSAL),
        signing=Signing(Party.SIGN, EASED | {CaseState.DECISION_DELIVERED, CaseState.OVERDUE}),
        sending=Sending(Receiver.VIOLATOR, "Công văn", after_decision_in=IN_EFFECT),
    ),
    DocumentKind(
        code=codes.REMINDER,
        place=220,
        name="Reminder",
        content=Reminder,
        sample=samples.reminder,
        numbering=codes.REMINDER,
        drafting=Drafting(About.EXTRA, compose.reminder),
        signing=Signing(Party.SIGN, EASED | {CaseState.NOTICE_SENT, CaseState.DECISION_DELIVERED}),
        sending=Sending(
            Receiver.REMINDED, "Công văn", sent_in=frozenset({CaseState.NOTICE_SENT}), after_decision_in=IN_EFFECT
        ),
        validity=Validity(falls_with_case=True, tie=Tie.REMINDS, one_notice=True),
        forbidden=FORBIDDEN,
        others=(OtherSample(OF_FINE, samples.reminder_of_fine, FORBIDDEN_OF_FINES),),
    ),
    DocumentKind(
        code=codes.CLOSING_NOTE,
        place=230,
        name="Closing note",
        content=ClosingNote,
        sample=samples.closing_note,
        numbering=OF_ITS_CASE,
        drafting=Drafting(About.CASE, compose.closing_note),
        signing=Signing(
            Party.SIGN,
            frozenset({CaseState.MINUTES_MADE, CaseState.EXPLANATION}),
            CaseEvent.NO_SANCTION_DECIDED,
            by_decision=True,
            reason=("NO_SANCTION", "Closed without a sanction (LHAV art. 65)."),
        ),
    ),
    DocumentKind(
        code=codes.LIFTED,
        place=240,
        name="End of a warning",
        content=WarningLifted,
        sample=samples.warning_lifted,
        numbering=codes.LIFTED,
        drafting=Drafting(About.EXTRA, compose.WARNING_LIFTED),
        signing=Signing(Party.SIGN, SETTLED | {CaseState.INSTALMENTS}),
        sending=Sending(Receiver.WARNED_AGENCIES, "Thông báo gỡ cảnh báo", after_end=True),
    ),
    DocumentKind(
        code=codes.NOT_LIABLE,
        place=250,
        name="Letter to who is not liable",
        content=NoticeWithdrawal,
        sample=samples.notice_withdrawal,
        numbering=codes.WITHDRAWAL_LETTER,
        drafting=Drafting(About.EXTRA, compose.withdrawal_letter_to_person, one_owner=True),
        signing=Signing(Party.SIGN, _NOT_LIABLE_IN),
        sending=Sending(Receiver.OWNER, "Công văn", sent_in=_NOT_LIABLE_IN, after_end=True, takes_notice_back=True),
        validity=Validity(tie=Tie.SAME_PERSON),
    ),
    DocumentKind(
        code=codes.WITHDRAWAL_LETTER,
        place=260,
        name="Letter of withdrawal",
        content=WithdrawalLetter,
        sample=samples.withdrawal_letter,
        numbering=codes.WITHDRAWAL_LETTER,
        drafting=Drafting(About.NOTICE, compose.withdrawal_letter),
        signing=Signing(
            Party.SIGN,
            UNANSWERED | {CaseState.VIOLATOR_IDENTIFIED},
            CaseEvent.CASE_WITHDRAWN,
            reason=("WITHDRAWN", "The case was withdrawn after the notice, by letter."),
        ),
        sending=Sending(
            Receiver.OWNER,
            "Công văn",
            sent_in=frozenset({CaseState.REJECTED}),
            after_end=True,
            takes_notice_back=True,
        ),
        validity=Validity(tie=Tie.NAMES_IT),
    ),
)
