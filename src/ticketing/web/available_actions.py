"""What a person may do with a case now, and what its form needs to show. The table of states is asked, nothing else.

Each act is a form in templates/acts and a route in `pages` (owner_found, procedure, drawn_up, orders and others); the
room behind it decides again.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ticketing.addresses.resolution import communes_of
from ticketing.agency.actors import Actor, Party
from ticketing.agency.agency import NoAgency, agency_on
from ticketing.agency.queries import names_of
from ticketing.agency.values import Signer
from ticketing.cases.answers import owner_answers
from ticketing.cases.answers.tables import CaseAnswer
from ticketing.cases.answers.verification import named_and_verified
from ticketing.cases.decision import decisions, deemed_service
from ticketing.cases.decision.additional_sanctions import imposed
from ticketing.cases.decision.explanations import (
    AGAIN,
    FIRST,
    hearing_announced,
    hearing_asked_on,
    may_be_overtaken,
    may_extend,
)
from ticketing.cases.decision.figures import LONGER_TERMS
from ticketing.cases.decision.payment_schedule import read_plan, still_due
from ticketing.cases.decision.tables import ISSUED, PROPOSED, Decision
from ticketing.cases.decision.violator_identity import may_be_corrected
from ticketing.cases.intake.duplicate_violation import declared_separate
from ticketing.cases.intake.plate_warnings import clone_flag_of
from ticketing.cases.objections import objections
from ticketing.cases.owner import identification
from ticketing.cases.owner.persons import PersonKind, PersonRole, opened, person_row
from ticketing.cases.owner.residence import KNOWN_BY
from ticketing.cases.record import open_proposal
from ticketing.cases.sealed_notes import Written, written_of
from ticketing.cases.states import TRANSFERRED, WITHDRAWN_WITHOUT_LETTER, CaseState, events_from, possible_events
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.decision_sending import DecisionWay, documents_to_send, police_who_bring
from ticketing.dispatch.delivery.queries import came_back
from ticketing.dispatch.notice_withdrawals import letters_sent_back, text_of_letter
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import ACCOUNT
from ticketing.documents.content.facts import Remitted
from ticketing.documents.drafting.document_context import is_age_of_violator_in_doubt, lacks_of_violator
from ticketing.documents.drafting.manual_drafts import drafted_since
from ticketing.documents.drafting.signing_day import enforced_until, matter_of, transfer_slip_of
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law import competence
from ticketing.law.payment_relief import ARTICLES
from ticketing.payments.balances import balance_of_case
from ticketing.registry.commune_choices import CHOSEN_BEFORE, approvals_of, choice_of_case, remembered
from ticketing.registry.match import TWIN, VEHICLE_DIFFERS
from ticketing.web.payment_relief import payment_relief_of

Shown = dict[str, Any]


def available_actions(session: Session, keys: FieldKeys, case: Case, actor: Actor, now: datetime) -> Shown:
    """The acts that are open to this person, in the order of the procedure, and what their forms show."""
    possible = set(possible_events(CaseState(case.state), actor.parties(), case.flags, seeded=case.seeded))
    officer = Party.OFF in actor.parties()
    held = case.on_hold
    answer = owner_answers.last_answer(session, case.id)
    kind = owner_answers.answer_kinds().get(answer.code) if answer else None
    leads_to = kind.leads_to if kind and case.state == CaseState.OWNER_ANSWERED else ()
    liable = open_proposal(session, case, "violator_identified") if case.state == CaseState.ESCALATED else None
    decision = decisions.decision_of(session, case.id)
    unsent = decisions.unsent_decision(session, case) is not None
    warned = decisions.warning_was_received(session, case)
    under_way = decisions.unreceived_decision(session, case) is not None
    points = decision.points if decision else 0
    before_decision = "decision_issued" in events_from(CaseState(case.state))
    issued = decision is not None and decision.state == ISSUED
    easing = payment_relief_of(session, case, decision, vietnam_day(now)) if decision and issued else None
    mark = clone_flag_of(session, case.plate or "")
    marks = bool(case.plate) and bool(actor.parties() & {Party.OFF, Party.SIGN})
    back = came_back(session, case.id)
    letters = letters_sent_back(session, case.id) if officer else []
    written = written_of(session, case)
    objected = _objections(written, possible)
    deemed_clock = deemed_service.waiting(session, case.id)
    mends = officer and may_be_corrected(session, case)
    acts = [
        ("address", officer and not held and case.reason_code == identification.ADDRESS_AMBIGUOUS),
        ("owner", officer and not held and case.state == CaseState.OWNER_UNKNOWN),
        ("take_back", bool(possible & {"verdict_taken_back", "slip_taken_back"}) and officer),
        ("answer", "owner_answered" in possible),
        ("liable", "violator_identified" in possible and case.state == CaseState.ESCALATED),
        ("violator", "violator_identified" in possible and "violator" in leads_to),
        (
            "verification",
            officer and not held and CaseState(case.state) in document_kind(codes.VERIFICATION_MINUTES).states,
        ),
        ("new_owner", "new_owner_or_address" in possible and "new_notice" in leads_to),
        ("excuse", "act_rejected" in possible and "reject" in leads_to),
        ("answer_again", "owner_answered_again" in possible),
        ("answer_back", "further_answer_taken_back" in possible and _may_be_undone(session, case, answer)),
        ("identity", mends),
        ("minutes", "minutes_made" in possible),
        ("explanation", bool(possible & {FIRST, AGAIN}) and bool((case.law or {}).get("may_explain"))),
        ("explanation_overtaken", officer and may_be_overtaken(case)),
        (
            "hearing",
            officer and not held and case.state == CaseState.EXPLANATION and bool(hearing_asked_on(session, case.id)),
        ),
        (
            "decision",
            officer and not held and case.state in (CaseState.MINUTES_MADE, CaseState.EXPLANATION) and decision is None,
        ),
        ("decision_term", officer and not held and before_decision and decision is None),
        ("no_sanction", officer and not held and case.state in (CaseState.MINUTES_MADE, CaseState.EXPLANATION)),
        (
            "licence",
            officer and not held and points > 0 and CaseState(case.state) in document_kind(codes.POINTS_NOTICE).states,
        ),
        ("sent", "decision_sent" in possible and unsent),
        ("delivered", officer and under_way),
        ("deemed", officer and under_way and deemed_clock is None),
        ("deemed_waits", officer and deemed_clock is not None),
        ("delivery_question", officer and deemed_service.is_asked(session, case.id)),
        ("send_again", officer and not held and bool(back)),
        ("settle", ("case_settled" in possible and not unsent) or ("warning_executed" in possible and warned)),
        ("easing", officer and not held and easing is not None),
        ("enforcement", officer and not held and issued and CaseState(case.state) in document_kind(ACCOUNT).states),
        (
            "mending",
            officer and not held and issued and CaseState(case.state) in document_kind(codes.CANCELLATION).states,
        ),
        ("transfer", "flag_TRANSFERRED" in possible and officer and TRANSFERRED not in case.flags),
        ("twin", marks and mark is None and _signs_of_a_clone(case, answer.code if answer else None)),
        ("twin_withdraw", marks and mark is not None and mark.marked_by != actor.person),
        ("objections", bool(objected["objection_kinds"] or objected["open_objections"])),
        ("evading", bool(possible & {"flag_EVADING", "flag_EVADING_ENDED"})),
        ("settled_elsewhere", TRANSFERRED in case.flags and "settled_by_other_office" in possible),
        ("withdraw", "case_withdrawn" in possible and case.state in WITHDRAWN_WITHOUT_LETTER),
        ("not_liable", officer and not held and bool(letters)),
        ("withdrawal", not held and officer and CaseState(case.state) in document_kind(codes.WITHDRAWAL_LETTER).states),
    ]
    return {
        "acts": [name for name, open_ in acts if open_],
        **_at_the_desk(session, case, now),
        "absent": _absent(answer),
        "easing": easing,
        "easing_kinds": tuple(ARTICLES),
        "remission_kinds": tuple(Remitted),
        "unpaid": balance_of_case(session, case.id, vietnam_day(now)) if issued else None,
        "enforced_until": enforced_until(session, case),
        "plan": still_due(read_plan(decision.pay_plan), decision.paid_vnd) if decision else (),
        "hearing": hearing_announced(session, case.id) if case.state == CaseState.EXPLANATION else None,
        "chairs": _chairs(session, now) if case.state == CaseState.EXPLANATION else (),
        "lacks": lacks_of_violator(session, keys, case.id) if mends else (),
        "age_in_doubt": mends and is_age_of_violator_in_doubt(session, keys, case, vietnam_day(now)),
        "of_organisation": _of_organisation(session, case),
        "driver_known": _driver_known(session, case),
        "beside": imposed(decision.additional_sanctions, decision.remedies) if decision else None,
        "answer": answer,
        "answer_kind": kind,
        "answer_kinds": owner_answers.answer_kinds().values(),
        "verified": _verified(session, case),
        "may_extend_explanation": may_extend(session, case),
        "longer_terms": LONGER_TERMS,
        "liable_voice": liable,
        "slip": transfer_slip_of(session, case.id),
        "decision": decision,
        "warned": warned,
        "signed_by": _signed_by(session, case, decision, vietnam_day(now)),
        "alike": _to_compare(session, case) if decision is None and before_decision else (),
        "proof_kinds": list(decisions.ProofKind),
        **(_sending(session, case, now) if "decision_sent" in possible and unsent else {}),
        "deemed_ways": list(deemed_service.Way),
        "deemed_clock": deemed_clock,
        **objected,
        "written": written,
        **_communes_to_choose(session, keys, case),
        **_taken_over(session, case),
        "communes": communes_of(case.province),
        "commune_grounds": identification.COMMUNE_GROUNDS,
        "came_back": back,
        "letters_sent_back": [(paper, text_of_letter(keys, paper)) for paper in letters],
        "known_by": KNOWN_BY,
        "today": vietnam_day(now),
    }


def _sending(session: Session, case: Case, now: datetime) -> Shown:
    """What goes out with the decision, and whether the police of the person's commune can bring it."""
    papers = documents_to_send(session, case)
    try:
        police, no_police = police_who_bring(session, papers[0], at=now), ""
    except (NotConsigned, NoAgency) as problem:
        police, no_police = "", str(problem)
    return {
        "going": [session.get_one(Document, document_id) for document_id in papers],
        "police": police,
        "no_police": no_police,
        "decision_ways": [way for way in DecisionWay if police or way is not DecisionWay.COMMUNE],
    }


def _objections(written: Written, possible: Collection[str]) -> Shown:
    """Complaints and suits whose end this person may record, and of which kind another may come in."""
    waiting = [objections.Kind(one.kind) for one in written.objections if one.result is None]
    lodged = [kind for kind in objections.Kind if kind not in waiting]
    return {
        "open_objections": [kind for kind in waiting if objections.ENDS[kind] in possible],
        "objection_kinds": [kind for kind in lodged if f"flag_{objections.TERMS[kind]}" in possible],
        "objection_results": list(objections.Result),
    }


def _verified(session: Session, case: Case) -> list[tuple[str, Document]]:
    """Persons beside the owner about whom minutes of verification are signed: row and paper, no name."""
    papers = {
        paper.about.partition(":")[0]: paper for paper in signed_documents(session, case.id, codes.VERIFICATION_MINUTES)
    }
    return [(row_id, papers[row_id]) for row_id in named_and_verified(session, case.id)]


def _signs_of_a_clone(case: Case, answer: str | None) -> bool:
    """Whether anything in the case speaks of a second vehicle with its plate."""
    codes = {case.reason_code, *(finding["code"] for finding in case.findings)}
    return bool(codes & {TWIN, VEHICLE_DIFFERS}) or answer == "CLONED_PLATE"


def _communes_to_choose(session: Session, keys: FieldKeys, case: Case) -> Shown:
    """Codes of communes that the owner's address may mean; one chosen before for its hamlet leads, where it is sure.

    Nothing of the owner himself is shown by them.
    """
    row = (
        person_row(session, case.id, PersonRole.OWNER) if case.reason_code == identification.ADDRESS_AMBIGUOUS else None
    )
    if row is None:
        return {"candidates": [], "before": None, "chosen_by": {}}
    person = opened(keys, row)
    before = remembered(session, keys, person.address)
    chosen = [before.commune_code] if before else []
    first, last = ([], chosen) if before and before.doubted else (chosen, [])
    return {
        "candidates": list(dict.fromkeys([*first, *identification.commune_candidates(person), *last])),
        "before": before,
        "chosen_by": names_of(session, {voice.chosen_by for voice in before.voices}) if before else {},
    }


def _taken_over(session: Session, case: Case) -> Shown:
    """Whose earlier choices gave the case its commune, where no person chose it for this case."""
    choice = choice_of_case(session, case.id) if case.commune_code else None
    voices = approvals_of(session, choice) if choice and choice.ground == CHOSEN_BEFORE else []
    names = names_of(session, {voice.chosen_by for voice in voices})
    return {
        "taken_from": [names.get(voice.chosen_by, "?") for voice in voices],
        "taken_back": any(voice.withdrawn_at for voice in voices),
        "choice_doubted": bool(choice and choice.doubted_at),
    }


def _of_organisation(session: Session, case: Case) -> bool:
    """Whether the violator, or who is about to be named one, is an organisation: its form has fields of its own."""
    row = person_row(session, case.id, PersonRole.VIOLATOR) or person_row(session, case.id, PersonRole.OWNER)
    return row is not None and row.kind == PersonKind.ORGANISATION


def _driver_known(session: Session, case: Case) -> bool:
    """Whether it is established that the violator drove: only then a licence is withdrawn."""
    row = person_row(session, case.id, PersonRole.VIOLATOR)
    return row is not None and row.source == owner_answers.DROVE


def _to_compare(session: Session, case: Case) -> list[Case]:
    """Fined cases that look like this act and that nobody has called another act yet."""
    return [one for one in decisions.fined_alike(session, case) if declared_separate(session, case, one) is None]


def _chairs(session: Session, now: datetime) -> Sequence[Signer]:
    """Who may hold a hearing: the signers of today."""
    try:
        return agency_on(session, vietnam_day(now)).signers
    except NoAgency:
        return ()


def _signed_by(
    session: Session, case: Case, decision: Decision | None, today: date
) -> competence.Competent | competence.Refused | None:
    """The smallest rank of the traffic police that may sign a proposed decision today; None where none is proposed."""
    if decision is None or decision.state != PROPOSED:
        return None
    return competence.smallest_competent_rank(matter_of(session, case, codes.DECISION), today)


def _at_the_desk(session: Session, case: Case, now: datetime) -> Shown:
    """Where minutes are drawn up and appointments are held as a rule: the place of the case's unit, when it opens."""
    try:
        office = agency_on(session, vietnam_day(now)).office_of_unit(case.unit)
    except NoAgency:
        office = None
    place = f"{office.name}, {office.address}" if office else ""
    return {"made_place": place, "opens_at": f"{office.opens_at:%H:%M}" if office else ""}


def _may_be_undone(session: Session, case: Case, answer: CaseAnswer | None) -> bool:
    """Whether nothing was done because of the answer, and it is known what stood before it."""
    return answer is not None and answer.before is not None and not drafted_since(session, case.id, answer)


def _absent(answer: CaseAnswer | None) -> str:
    """Whether the violator is not at the desk, as far as the file tells: "silent" owner, or who answered elsewhere."""
    if answer is None:
        return "silent"
    came = answer.channel == owner_answers.Channel.OFFICE and answer.other_person is None
    return "" if came else "elsewhere"
