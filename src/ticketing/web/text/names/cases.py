"""Names of what a case is and goes through: states, reasons, terms, marks, queues, recalls."""

from collections.abc import Mapping

from ticketing.cases.recall.tables import (
    ENDED,
    ENDING,
    FREE,
    HELD,
    HELD_BEFORE,
    HELD_NOW,
    HOLDING,
    LEFT,
    OVER,
    TAKEN_BACK,
    TO_HOLD,
)
from ticketing.cases.states import CaseState
from ticketing.cases.waiting import Queue
from ticketing.web.text.i18n import N_

STATES: Mapping[str, str] = {
    CaseState.DETECTED: N_("Detected"),
    CaseState.REVIEW_PENDING: N_("Waits for review"),
    CaseState.MANUAL_QUEUE: N_("Manual queue"),
    CaseState.CONFIRMED: N_("Confirmed"),
    CaseState.REJECTED: N_("Rejected"),
    CaseState.OWNER_IDENTIFIED: N_("Owner identified"),
    CaseState.OWNER_UNKNOWN: N_("Owner unknown"),
    CaseState.NOTICE_SENT: N_("Notice sent"),
    CaseState.ESCALATED: N_("Escalated"),
    CaseState.OWNER_ANSWERED: N_("Owner answered"),
    CaseState.VIOLATOR_IDENTIFIED: N_("Violator identified"),
    CaseState.MINUTES_MADE: N_("Minutes made"),
    CaseState.EXPLANATION: N_("Explanation"),
    CaseState.DECISION_ISSUED: N_("Decision issued"),
    CaseState.NO_SANCTION: N_("No sanction"),
    CaseState.DECISION_SENT: N_("Decision sent"),
    CaseState.DECISION_DELIVERED: N_("Decision delivered"),
    CaseState.PAID: N_("Paid"),
    CaseState.DEFERRED: N_("Deferred"),
    CaseState.INSTALMENTS: N_("In instalments"),
    CaseState.OVERDUE: N_("Overdue"),
    CaseState.ENFORCEMENT: N_("Enforcement"),
    CaseState.CLOSED: N_("Closed"),
    CaseState.EXPIRED: N_("Expired"),
    CaseState.LAPSED: N_("Lapsed"),
    CaseState.ANNULLED: N_("Annulled"),
    "NO_VEHICLE": N_("No vehicle in the picture"),
    "NO_PLATE": N_("No plate in the picture"),
    "CORRUPT": N_("Corrupt drop"),
    "CONFLICT": N_("Conflict of data"),
    "CAMERA_UNKNOWN": N_("Unknown camera"),
    "OUT_OF_CERTIFICATE": N_("Certificate lapsed"),
    "CLOCK_OFF": N_("Clock of the camera is off"),
}

# Why a case stands where it stands (issue: queues are state and reason).
REASONS: Mapping[str, str] = {
    "SPECIAL_PLATE": N_("Special plate"),
    "UNREADABLE": N_("Nobody could read the plate"),
    "VEHICLE_DIFFERS": N_("Registered vehicle differs from the picture"),
    "STOLEN_VEHICLE": N_("On the list of stolen vehicles"),
    "EXEMPT_VEHICLE": N_("On the list of vehicles that may be exempt"),
    "TWIN": N_("Twin plate"),
    "TWIN_PROVEN": N_("Plate is known to have a twin"),
    "DOUBTFUL_READING": N_("Doubtful reading"),
    "SAME_ACT": N_("Perhaps the act of another case"),
    "NOT_IN_REGISTRY": N_("Not in the register"),
    "KIND_NOT_SEEN": N_("Kind of vehicle not seen"),
    "COLOUR_OR_MAKE_DIFFERS": N_("Colour or make differs"),
    "NO_SUCH_ROW": N_("No row of law for this vehicle on that day"),
    "NO_WORDING": N_("No sourced wording"),
    "CAMERA_FUNCTION": N_("The camera is not set up for this behaviour"),
    "NO_BETTER_EVIDENCE": N_("No better evidence to be had"),
    "TAKEN_BACK": N_("A verdict was taken back"),
    "KNOWN_CASE": N_("A known case that tested the reviewing"),
    "HANDED_OVER": N_("Handed over to another authority"),
    "BETTER_EVIDENCE": N_("Better evidence was asked for"),
    "NO_OWNER_ON_RECORD": N_("No owner on record for that day"),
    "OWNER_NOT_AMONG_RESIDENTS": N_("Owner not among the residents"),
    "OWNER_KIND_UNKNOWN": N_("Person or organisation is not known"),
    "SEVERAL_OWNERS": N_("Several owners for that day"),
    "WRONG_COMMUNE": N_("Paper came to the wrong commune"),
    "PAPER_RETURNED": N_("Paper came back"),
    "LATE_SLIP_SOLD": N_("Late reply slip: sold or given away"),
    "LATE_SLIP_DRIVER": N_("Late reply slip: lent, rented out or leased"),
    "LATE_SLIP_DECEASED": N_("Late reply slip: the owner is dead"),
    "PAID_WHILE_DEDUCTED": N_("Employer or bank to be told of the payment"),
    "WITHDRAWN": N_("Withdrawn before the notice"),
    "SETTLED_ELSEWHERE": N_("Settled by another office"),
    "REMITTED": N_("Rest of the fine remitted"),
    "CANCELLED": N_("Decision cancelled"),
    "UNHEARD": N_("Explanation came after the decision"),
    "ADDRESS_AMBIGUOUS": N_("Address could be in several communes"),
    "REGISTER_UNREACHABLE": N_("The register does not answer"),
    "REGISTER_ANSWER_REFUSED": N_("The register's answer cannot be used"),
    "REGISTER_BEING_LOADED": N_("The registry is being loaded"),
    "WAITS": N_("Waits, is tried again by itself"),
    "GIVEN_UP": N_("Given up after many attempts"),
}

TERMS: Mapping[str, str] = {
    "NOTICE": N_("Ten days to the notice"),
    "TRANSFER": N_("Transfer"),
    "LIMITATION": N_("One year of limitation"),
    "ESCALATE_WARNING": N_("Twenty days to the warning"),
    "ESCALATE_COMMUNE": N_("Twenty days to the slip for the commune"),
    "MINUTES": N_("Minutes"),
    "EXPLAIN_WRITTEN": N_("Written explanation"),
    "EXPLAIN_ORAL_REQUEST": N_("Request for a hearing"),
    "DECISION": N_("Decision"),
    "DECISION_TRANSFERRED": N_("Decision of a transferred case"),
    "DECISION_EXPLANATION": N_("Decision after an explanation"),
    "DECISION_COMPLEX": N_("Decision of a complex case"),
    "SEND_DECISION": N_("Sending of the decision"),
    "SEND_DECISION_REMOTE": N_("Sending of the decision, remote place"),
    "PAYMENT": N_("Payment"),
    "ENFORCEMENT_LIMITATION": N_("Limitation of enforcement"),
    "PAPERS_RETURN": N_("Return of papers"),
    "DELIVERY_DEEMED_POST": N_("Deemed delivery by post"),
    "DELIVERY_DEEMED_SYSTEM": N_("Deemed electronic delivery"),
    "DELIVERY_POSTING": N_("Posting up"),
    "DELIVERY_DEEMED_POSTING": N_("Deemed delivery after posting up"),
    "COMPLAINT": N_("Complaint"),
    "LAWSUIT": N_("Suit"),
    "EXPLAIN_HEARING_NOTICE": N_("Announcement of the hearing"),
    "DEFERRAL_ANSWER": N_("Answer on a deferral"),
    "DEFERRAL_MAX": N_("Deferral"),
    "INSTALMENT_MAX": N_("Instalments"),
    "COMPLAINT_ANSWER": N_("Answer to the complaint"),
    "DELIVERY_ASKED": N_("Result of the delivery"),
    "ANSWER_FOLLOW_UP": N_("What follows from the owner's answer"),
}

# What follows when a term is missed (domain.md, procedure_deadlines.csv), in the words of the office.
MISSED: Mapping[str, str] = {
    "NOTICE": N_("The case stays valid; it is reported as late."),
    "TRANSFER": N_("The case stays valid; it is reported as late."),
    "LIMITATION": N_("No fine may be decided any more; the case expires."),
    "ESCALATE_WARNING": N_("From the next day the agencies of inspection and registration are warned."),
    "ESCALATE_COMMUNE": N_("From the next day the police of the commune get the slip of form 04."),
    "MINUTES": N_("A defect of the file; still possible inside the limitation."),
    "EXPLAIN_WRITTEN": N_("The right to explain lapses."),
    "EXPLAIN_ORAL_REQUEST": N_("The right to a hearing lapses."),
    "EXPLAIN_HEARING_NOTICE": N_("A defect of the file."),
    "DECISION": N_("No fine may be decided any more, unless the law gives a longer term."),
    "DECISION_TRANSFERRED": N_("No fine may be decided any more, unless the law gives a longer term."),
    "DECISION_EXPLANATION": N_("No fine may be decided any more, unless the law gives a longer term."),
    "DECISION_COMPLEX": N_("No fine may be decided any more."),
    "SEND_DECISION": N_("A defect of the file."),
    "SEND_DECISION_REMOTE": N_("A defect of the file."),
    "PAYMENT": N_("Late interest runs; the fine may be enforced."),
    "DEFERRAL_ANSWER": N_("The office is in default."),
    "DEFERRAL_MAX": N_("Late interest runs; the fine may be enforced."),
    "INSTALMENT_MAX": N_("What is left may be enforced."),
    "ENFORCEMENT_LIMITATION": N_("The fine is executed no more, unless the person evades."),
    "PAPERS_RETURN": N_("The office is in default."),
    **dict.fromkeys(
        ("DELIVERY_DEEMED_POST", "DELIVERY_DEEMED_SYSTEM", "DELIVERY_DEEMED_POSTING"),
        N_("On the next day the decision counts as received; the ten days to pay begin."),
    ),
    "DELIVERY_POSTING": N_("Three working days more begin."),
    "DELIVERY_ASKED": N_("Ask whoever brings the paper what became of it."),
    "COMPLAINT": N_("A complaint is admitted no more."),
    "LAWSUIT": N_("A suit is admitted no more."),
    "ANSWER_FOLLOW_UP": N_("Nothing happens by itself: the case lies until its limitation passes."),
}

WHOSE: Mapping[str, str] = {
    "office": N_("The office"),
    "person": N_("The person"),
    "carrier": N_("Who brings the paper"),
    "time": N_("Comes by time alone"),
}

WINDOWS: Mapping[str, str] = {
    "late": N_("Late"),
    "today": N_("Today"),
    "week": N_("Within seven days"),
    "month": N_("Within a month"),
}

FLAGS: Mapping[str, str] = {
    "TRANSFERRED": N_("Transferred"),
    "POINTS_DEDUCTED": N_("Points deducted"),
    "SERVICES_BLOCKED": N_("Services blocked"),
    "AMENDED": N_("Amended"),
    "COMPLAINT": N_("Complaint"),
    "LAWSUIT": N_("Suit"),
    "EVADING": N_("Evading"),
    "HELD": N_("Held"),
}

OBJECTIONS: Mapping[str, str] = {"complaint": N_("Complaint"), "lawsuit": N_("Suit")}

OBJECTION_RESULTS: Mapping[str, str] = {
    "upheld": N_("Upheld"),
    "upheld_in_part": N_("Upheld in part"),
    "rejected": N_("Rejected"),
    "not_admitted": N_("Not admitted"),
    "taken_back": N_("Taken back"),
}

VIOLATOR_GROUNDS = {
    "drove": N_("he drove"),
    "owner_liable": N_("liable as the owner"),
}
COMMUNE_GROUNDS: Mapping[str, str] = {
    "ADDRESS_NAMES_PLACE": N_("A place that the address names lies there"),
    "RESIDENCE_DATA": N_("Residence database"),
    "COMMUNE_POLICE": N_("The police of the commune confirmed it"),
    "OWNER_SAID": N_("The owner said so"),
    "CHOSEN_BEFORE": N_("Chosen before for the same hamlet or street"),
}

# Queues of cases/waiting.py, and what a person does with a case that stands in one.
QUEUES: Mapping[str, str] = {
    Queue.OWNER: N_("Owner not found"),
    Queue.ADDRESS: N_("Commune to be chosen"),
    Queue.DIFFERS: N_("Vehicle differs from the register"),
    Queue.TWIN: N_("One plate, two vehicles"),
    Queue.LISTED: N_("Stolen, or perhaps exempt"),
    Queue.SPECIAL: N_("Army, diplomatic, foreign, temporary plates"),
    Queue.REGISTER: N_("Waits for the register"),
    Queue.OTHER: N_("Unreadable, and other reasons"),
}

QUEUE_ADVICE: Mapping[str, str] = {
    Queue.OWNER: N_("Ask the register again, enter the owner with the source, doubt the plate, or reject the case."),
    Queue.ADDRESS: N_("Open the address with a purpose and choose the commune of today; the choice is remembered."),
    Queue.DIFFERS: N_("Compare picture and register: read the plate again, or reject the case. No notice is made."),
    Queue.TWIN: N_("Compare the looks of both cases: find out which vehicle bears the plate lawfully."),
    Queue.LISTED: N_("Tell the police who look for a stolen vehicle; find out whether an exempt one was on duty."),
    Queue.SPECIAL: N_("Hand the case over to the body that looks after the plate, or sort it by hand."),
    Queue.REGISTER: N_("Nothing is lost: the register is asked again by itself until it answers."),
    Queue.OTHER: N_("Read the plate by hand, or reject the case with its reason."),
}

# What a person does with a drop that was held before it became a case.
GUIDANCE: Mapping[str, str] = {
    "CAMERA_UNKNOWN": N_("Have the administrator load the camera; then the drop goes on by itself."),
    "OUT_OF_CERTIFICATE": N_("Have a certificate loaded that covers the day of the act, or set the drop aside."),
    "CLOCK_OFF": N_("Have the camera's clock checked, then set the drop aside: its times prove nothing."),
    "CONFLICT": N_("Compare it with the earlier drop of this event, then set it aside."),
    "CORRUPT": N_("Have the camera send it again whole, then set this one aside."),
    "NO_PLATE": N_("Look at the pictures: read the plate by hand, or set the drop aside."),
    "NO_VEHICLE": N_("Look at the pictures: where you see the vehicle, read it by hand; else set the drop aside."),
}

# What a case was worked out with, beside the files of the law's tables.
VERSIONS: Mapping[str, str] = {
    "networks": N_("networks"),
    "read": N_("reading"),
    "by_hand": N_("read by hand"),
    "fines.csv": N_("table of fines"),
    "speed_bands.csv": N_("bands of speed"),
    "place_codes.csv": N_("place codes of plates"),
    "terms.csv": N_("terms"),
}

PROPERTIES: Mapping[str, str] = {
    "vehicle": N_("Kind"),
    "plate": N_("Plate"),
    "plate_colour": N_("Plate colour"),
    "colour": N_("Colour"),
    "make": N_("Make and model"),
    "behaviour": N_("Behaviour"),
}

VERDICTS: Mapping[str, str] = {
    "confirm": N_("confirms"),
    "reject": N_("rejects"),
    "manual": N_("sends it to the manual queue"),
    "better_evidence": N_("asks for better evidence"),
}

RECALLS: Mapping[str, str] = {
    HOLDING: N_("being held"),
    HELD: N_("held"),
    ENDING: N_("being ended"),
    OVER: N_("over"),
}

RECALLED: Mapping[str, str] = {
    TO_HOLD: N_("to be held"),
    HELD_NOW: N_("held by this recall"),
    HELD_BEFORE: N_("held by somebody else before"),
    ENDED: N_("ended before it was held"),
    FREE: N_("released"),
    TAKEN_BACK: N_("withdrawn, or a letter waits for the signer"),
    LEFT: N_("still held: to be ended on its own page"),
}

# Fields without which minutes and decision name nobody for certain (`documents.content.identity`).
IDENTITY: Mapping[str, str] = {
    "birth date": N_("birth date"),
    "identification number": N_("identification number"),
    "address": N_("address"),
    "enterprise code": N_("enterprise code"),
    "registration certificate": N_("registration certificate or decision of establishment"),
    "representative": N_("representative"),
    "name": N_("name"),
}

# What is kept of a person beside name, number and address (`cases.persons.DETAILS`).
PERSON_DETAILS: Mapping[str, str] = {
    "birth_year": N_("Year of birth"),
    "sex": N_("Sex"),
    "nationality": N_("Nationality"),
    "occupation": N_("Occupation"),
    "id_issued_on": N_("Identity document issued on"),
    "id_issued_by": N_("Issued by"),
    "licence_no": N_("Licence number"),
    "licence_class": N_("Licence class"),
    "certificate_no": N_("Registration certificate"),
    "certificate_issued_on": N_("Certificate issued on"),
    "certificate_issued_by": N_("Certificate issued by"),
    "representative": N_("Legal representative"),
    "representative_sex": N_("His or her sex"),
    "representative_post": N_("Post"),
    "authorised_representative": N_("Authorised representative, if any"),
}
