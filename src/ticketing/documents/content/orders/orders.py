"""Decisions about a penalty decision: deferral, remission, instalments, amendment, correction, cancellation.

MQĐ03, 04, 05, 38, 39, 40 of the annex of D118. Whether the law allows one is decided before (LHAV art. 76, 77, 79; D118
art. 13-15); a builder refuses only what contradicts itself on the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ticketing.documents.content import wording
from ticketing.documents.content.decisions.decision import LAW
from ticketing.documents.content.facts import AgencyFacts, Mark, PartyFacts, Remitted, SignerFacts
from ticketing.documents.content.parts import (
    SANCTIONING,
    Content,
    DecisionHead,
    MissingFact,
    Party,
    Signature,
    head_lines,
    paper_line,
    party,
    required,
    signature,
)

D118 = (
    "các điều 13, 14 và 15 Nghị định số 118/2021/NĐ-CP của Chính phủ quy định chi tiết một số điều và biện pháp thi "
    "hành Luật Xử lý vi phạm hành chính (được sửa đổi, bổ sung năm 2025)"
)


REMISSIONS = {
    Remitted.REDUCTION: ("Giảm một phần tiền phạt vi phạm hành chính", "giảm"),
    Remitted.REST: ("Miễn phần tiền phạt còn lại", "miễn"),
    Remitted.WHOLE: ("Miễn toàn bộ tiền phạt", "miễn"),
}
"""What an MQĐ04 is called, and what it does with the sum."""


@dataclass(frozen=True)
class OrderFacts:
    """What each of these decisions is about.

    decision: the penalty decision. treasury: the State Treasury that is told, empty where no money moves.
    request: the application as the bases name it, "Đơn đề nghị … ngày …"; empty where nobody asked.
    """

    punished: PartyFacts
    decision: Mark
    treasury: str
    executing_unit: str
    request: str = ""


@dataclass(frozen=True)
class OrderHead(DecisionHead):
    """What all of them have in common: head, bases, person, the penalty decision, who is told, signature."""

    punished: Party
    decision: str
    treasury: str
    executing_unit: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class Deferral(Content):
    """MQĐ03 (LHAV art. 76). fine: what is deferred of it. decided: the fine of the decision.

    remitted_before, paid: what makes the two differ, each empty where there is none.
    """

    order: OrderHead
    fine: str
    reason: str
    deferred_from: str
    deferred_until: str
    decided: str = ""
    remitted_before: str = ""
    paid: str = ""


@dataclass(frozen=True)
class Remission(Content):
    """MQĐ04 (LHAV art. 77). fine: of the decision. remitted: a value of Remitted. left: what is still to be paid.

    title, verb: what is decided, in the words of the form.
    left, remitted_before, paid: empty where there is none.
    """

    order: OrderHead
    fine: str
    reason: str
    remitted: str
    remitted_sum: str
    left: str
    title: str
    verb: str
    remitted_before: str = ""
    paid: str = ""


@dataclass(frozen=True)
class Payment(Content):
    """One of several payments."""

    ordinal: str
    sum: str
    until: str


@dataclass(frozen=True)
class Instalments(Content):
    """MQĐ05 (LHAV art. 79). paid: what was paid before; it counts for the earliest payment."""

    order: OrderHead
    fine: str
    reason: str
    payments: tuple[Payment, ...]
    until: str
    paid: str = ""


@dataclass(frozen=True)
class Change(Content):
    """One place of a decision that is changed. was, now: its words; was empty: added; now empty: cancelled."""

    place: str
    was: str
    now: str


@dataclass(frozen=True)
class Amendment(Content):
    """MQĐ38 (D118 art. 13-15): amend, add to or cancel a part."""

    order: OrderHead
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Correction(Content):
    """MQĐ39 (D118 art. 13-15): slips of writing, layout or reference; the substance stays."""

    order: OrderHead
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Cancellation(Content):
    """MQĐ40 (D118 art. 13-15): the whole decision. consequences: what is undone, in finished sentences."""

    order: OrderHead
    reason: str
    consequences: tuple[str, ...]


def build_deferral(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, fine_vnd: int, reason: str,
    deferred_from: date, deferred_until: date, remitted_before_vnd: int = 0, paid_vnd: int = 0,
) -> Deferral:  # fmt: skip
    """MQĐ03: what is left of the fine is paid later. Raises MissingFact where nothing is, or the span is none."""
    if deferred_until <= deferred_from:
        raise MissingFact(f"A deferral from {deferred_from} to {deferred_until} is none: give a later last day.")
    deferred_vnd = fine_vnd - remitted_before_vnd - paid_vnd
    if deferred_vnd <= 0:
        raise MissingFact(f"Nothing is left of a fine of {fine_vnd} đồng: there is nothing to defer.")
    return Deferral(
        order=order_head(agency, signer, mark, order, "Điều 76"),
        fine=wording.amount_line(deferred_vnd),
        reason=required(reason, "reason"),
        deferred_from=wording.day_in_words(deferred_from),
        deferred_until=wording.day_in_words(deferred_until),
        decided=wording.amount_line(fine_vnd),
        remitted_before=_amount_if_any(remitted_before_vnd),
        paid=_amount_if_any(paid_vnd),
    )


def build_remission(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, fine_vnd: int, reason: str,
    remitted: Remitted, remitted_vnd: int, left_vnd: int = 0, remitted_before_vnd: int = 0, paid_vnd: int = 0,
) -> Remission:  # fmt: skip
    """MQĐ04. fine_vnd: of the decision, which earlier remissions and payments make less.

    Raises MissingFact where the sums do not belong together.
    """
    fits = {
        Remitted.REDUCTION: left_vnd > 0,
        Remitted.REST: left_vnd == 0 and remitted_vnd < fine_vnd,
        Remitted.WHOLE: left_vnd == 0 and remitted_vnd == fine_vnd,
    }
    adds_up = remitted_before_vnd + paid_vnd + remitted_vnd + left_vnd == fine_vnd
    if remitted_vnd <= 0 or not adds_up or not fits[remitted]:
        raise MissingFact(
            f"A {remitted} of {remitted_vnd} đồng of a fine of {fine_vnd}, {remitted_before_vnd} remitted before and "
            f"{paid_vnd} paid, that leaves {left_vnd} does not add up."
        )
    return Remission(
        order=order_head(agency, signer, mark, order, "Điều 77"),
        fine=wording.amount_line(fine_vnd),
        reason=required(reason, "reason"),
        remitted=str(remitted),
        title=REMISSIONS[remitted][0],
        verb=REMISSIONS[remitted][1],
        remitted_sum=wording.amount_line(remitted_vnd),
        left=_amount_if_any(left_vnd),
        remitted_before=_amount_if_any(remitted_before_vnd),
        paid=_amount_if_any(paid_vnd),
    )


def build_instalments(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, fine_vnd: int, reason: str,
    payments: Sequence[tuple[int, date]], paid_vnd: int = 0,
) -> Instalments:  # fmt: skip
    """MQĐ05. payments: sum and last day of each; paid_vnd: so much of them is paid already.

    Raises MissingFact where they are no plan that pays the fine.
    """
    days = [until for _, until in payments]
    if len(payments) < 2 or days != sorted(set(days)) or sum(amount for amount, _ in payments) != fine_vnd:
        raise MissingFact(f"The payments do not pay {fine_vnd} đồng one after the other: correct sums or days.")
    return Instalments(
        order=order_head(agency, signer, mark, order, "Điều 79"),
        fine=wording.amount_line(fine_vnd),
        reason=required(reason, "reason"),
        payments=tuple(
            Payment(wording.two_digits(ordinal), wording.amount_line(amount), wording.short_day(until))
            for ordinal, (amount, until) in enumerate(payments, start=1)
        ),
        until=wording.day_in_words(days[-1]),
        paid=_amount_if_any(paid_vnd),
    )


def build_amendment(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, reason: str, changes: Sequence[Change]
) -> Amendment:
    """MQĐ38. Raises MissingFact where nothing is changed."""
    return Amendment(
        order=order_head(agency, signer, mark, order),
        reason=required(reason, "reason"),
        changes=_changed(changes),
    )


def build_correction(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, reason: str, changes: Sequence[Change]
) -> Correction:
    """MQĐ39. Raises MissingFact where nothing is changed, and for a change that is no correction."""
    if not all(change.was and change.now for change in changes):
        raise MissingFact("A correction names what is printed and what it should be: to add or cancel, amend instead.")
    return Correction(
        order=order_head(agency, signer, mark, order),
        reason=required(reason, "reason"),
        changes=_changed(changes),
    )


def build_cancellation(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, *, reason: str, consequences: Sequence[str]
) -> Cancellation:
    """MQĐ40."""
    return Cancellation(
        order=order_head(agency, signer, mark, order),
        reason=required(reason, "reason"),
        consequences=tuple(consequences),
    )


def _amount_if_any(vnd: int) -> str:
    return wording.amount_line(vnd) if vnd else ""


def _changed(changes: Sequence[Change]) -> tuple[Change, ...]:
    if not changes or any(change.was == change.now for change in changes):
        raise MissingFact("The decision names at least one place and what changes there: nothing was given.")
    return tuple(changes)


def order_head(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, order: OrderFacts, article: str = "", *, decree: str = "",
    delegated: str = SANCTIONING,
) -> OrderHead:  # fmt: skip
    """decree: what details the article, where a decree does. delegated: what a deputy's delegation is about."""
    return OrderHead(
        **head_lines(agency, signer, mark, _bases(order, article, decree), delegated=delegated),
        punished=party(order.punished),
        decision=paper_line("Quyết định xử phạt vi phạm hành chính", order.decision),
        treasury=order.treasury,
        executing_unit=order.executing_unit or agency.full_name,
        recipients=("- Như Điều 3;", "- Lưu: Hồ sơ."),
        signature=signature(signer),
    )


def _bases(order: OrderFacts, article: str, decree: str) -> list[str]:
    # What amends, corrects or cancels rests on D118; what eases the payment on the article of the law itself.
    lines = [f"Căn cứ {article} {LAW}"] if article else [f"Căn cứ {LAW}", f"Căn cứ {D118}"]
    lines += [f"Căn cứ {decree}"] if decree else []
    lines.append(f"Căn cứ {paper_line('Quyết định', order.decision)} xử phạt vi phạm hành chính")
    if order.request:
        lines.append(f"Xét {order.request}")
    return lines
