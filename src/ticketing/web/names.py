"""Names of codes as people read them on the screen: one code, one name; papers have their own words. No logic here."""

from collections.abc import Mapping

from ticketing.agency.actors import Party, Role
from ticketing.cases.recall_tables import (
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
from ticketing.cases.states import S
from ticketing.cases.waiting import Queue
from ticketing.web.i18n import N_

STATES: Mapping[str, str] = {
    S.DETECTED: N_("Detected"),
    S.REVIEW_PENDING: N_("Waits for review"),
    S.MANUAL_QUEUE: N_("Manual queue"),
    S.CONFIRMED: N_("Confirmed"),
    S.REJECTED: N_("Rejected"),
    S.OWNER_IDENTIFIED: N_("Owner identified"),
    S.OWNER_UNKNOWN: N_("Owner unknown"),
    S.NOTICE_SENT: N_("Notice sent"),
    S.ESCALATED: N_("Escalated"),
    S.OWNER_ANSWERED: N_("Owner answered"),
    S.VIOLATOR_IDENTIFIED: N_("Violator identified"),
    S.MINUTES_MADE: N_("Minutes made"),
    S.EXPLANATION: N_("Explanation"),
    S.DECISION_ISSUED: N_("Decision issued"),
    S.NO_SANCTION: N_("No sanction"),
    S.DECISION_SENT: N_("Decision sent"),
    S.DECISION_DELIVERED: N_("Decision delivered"),
    S.PAID: N_("Paid"),
    S.DEFERRED: N_("Deferred"),
    S.INSTALMENTS: N_("In instalments"),
    S.OVERDUE: N_("Overdue"),
    S.ENFORCEMENT: N_("Enforcement"),
    S.CLOSED: N_("Closed"),
    S.EXPIRED: N_("Expired"),
    S.LAPSED: N_("Lapsed"),
    S.ANNULLED: N_("Annulled"),
    "NO_VEHICLE": N_("No vehicle in the picture"),
    "NO_PLATE": N_("No plate in the picture"),
    "CORRUPT": N_("Corrupt drop"),
    "CONFLICT": N_("Conflict of data"),
    "CAMERA_UNKNOWN": N_("Unknown camera"),
    "OUT_OF_CERTIFICATE": N_("Certificate lapsed"),
    "CLOCK_OFF": N_("Clock of the camera is off"),
}

ROLES: Mapping[str, str] = {
    Role.OFFICER: N_("Officer"),
    Role.SENIOR: N_("Senior officer"),
    Role.SIGNER: N_("Signer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.COMMUNE_CLERK: N_("Commune clerk"),
    Role.FINANCE_CLERK: N_("Finance clerk"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.MACHINE: N_("Machine"),
}

VEHICLES: Mapping[str, str] = {
    "car": N_("Car"),
    "motorcycle": N_("Motorcycle"),
    "truck": N_("Truck"),
    "bus": N_("Bus"),
    "special": N_("Special machine"),
    "bicycle": N_("Bicycle"),
}

COLOURS: Mapping[str, str] = {
    "white": N_("White"),
    "yellow": N_("Yellow"),
    "blue": N_("Blue"),
    "red": N_("Red"),
    "black": N_("Black"),
    "grey": N_("Grey"),
    "silver": N_("Silver"),
    "green": N_("Green"),
    "brown": N_("Brown"),
    "orange": N_("Orange"),
    "purple": N_("Purple"),
    "unknown": N_("Unknown"),
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
    "WITHDRAWN": N_("Withdrawn before the notice"),
    "SETTLED_ELSEWHERE": N_("Settled by another office"),
    "REMITTED": N_("Rest of the fine remitted"),
    "CANCELLED": N_("Decision cancelled"),
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
    "COMPLAINT": N_("A complaint is admitted no more."),
    "LAWSUIT": N_("A suit is admitted no more."),
}

WHOSE: Mapping[str, str] = {
    "office": N_("The office"),
    "person": N_("The person"),
    "time": N_("Comes by time alone"),
}

WINDOWS: Mapping[str, str] = {
    "late": N_("Late"),
    "today": N_("Today"),
    "week": N_("Within seven days"),
    "month": N_("Within a month"),
}

EVENTS: dict[str, str] = {
    "violation_detected": N_("Violation detected"),
    "evidence_complete": N_("Evidence complete"),
    "manual_handling_needed": N_("Sent to the manual queue"),
    "act_confirmed": N_("Act confirmed"),
    "act_rejected": N_("Act rejected"),
    "owner_found": N_("Owner found"),
    "owner_not_found": N_("Owner not found"),
    "flag_TRANSFERRED": N_("Transferred to another office"),
    "notice_sent": N_("Notice signed and sent"),
    "notice_unanswered": N_("Notice unanswered"),
    "owner_answered": N_("Owner answered"),
    "violator_identified": N_("Violator identified"),
    "minutes_made": N_("Minutes made"),
    "explanation_requested": N_("Explanation requested"),
    "decision_issued": N_("Decision signed"),
    "no_sanction_decided": N_("No sanction decided"),
    "decision_sent": N_("Decision sent"),
    "decision_received": N_("Decision received"),
    "flag_POINTS_DEDUCTED": N_("Licence points deducted"),
    "fine_paid": N_("Fine paid"),
    "deferral_decision_issued": N_("Deferral decided"),
    "instalment_decision_issued": N_("Instalments decided"),
    "payment_term_passed": N_("Term of payment passed"),
    "part_paid_in_time": N_("Part was paid in time"),
    "flag_SERVICES_BLOCKED": N_("Services blocked"),
    "enforcement_decision_issued": N_("Enforcement decided"),
    "case_settled": N_("Case settled"),
    "limitation_passed": N_("Limitation passed"),
    "enforcement_limitation_passed": N_("Limitation of enforcement passed"),
    "decision_annulled": N_("Decision annulled"),
    "flag_AMENDED": N_("Decision amended"),
    "manual_reading_done": N_("Read and sorted by hand"),
    "handed_to_other_authority": N_("Handed to another authority"),
    "plate_doubted": N_("Plate doubted"),
    "new_owner_or_address": N_("Another owner or address"),
    "settled_by_other_office": N_("Settled by another office"),
    "warning_executed": N_("Warning executed"),
    "fine_exempted": N_("Fine remitted"),
    "verdict_taken_back": N_("Verdict taken back"),
    "slip_taken_back": N_("Slip taken back"),
    "better_evidence_asked": N_("Better evidence asked for"),
    "case_withdrawn": N_("Case withdrawn"),
    "flag_HELD": N_("Held"),
    "flag_RELEASED": N_("Released"),
    "flag_COMPLAINT": N_("Complaint recorded"),
    "flag_COMPLAINT_ANSWERED": N_("Complaint decided"),
    "flag_LAWSUIT": N_("Suit recorded"),
    "flag_LAWSUIT_ENDED": N_("Suit decided"),
    "flag_EVADING": N_("The person evades: the limitations rest"),
    "flag_EVADING_ENDED": N_("The evasion ended: the limitations begin anew"),
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

PICTURE_ROLES: Mapping[str, str] = {
    "overview": N_("Overview"),
    "before": N_("Before"),
    "at": N_("At the act"),
    "after": N_("After"),
    "plate": N_("Plate"),
    "plate_crop": N_("Plate, cut out"),
    "redacted": N_("Picture for the notice, others hidden"),
    "clip": N_("Clip"),
    "drop": N_("Message of the camera"),
}

# Sealed files that only their own pages show, with the look in the log.
SEALED_ROLES: Mapping[str, str] = {
    "document": N_("Paper"),
    "sights": N_("What was seen in the pictures"),
    "delivery_proof": N_("Proof of delivery"),
    "statement": N_("Statement"),
}

# Events beside the table of states: what was noted and moves nothing.
OTHER_EVENTS: dict[str, str] = {
    "sealed": N_("Bytes sealed"),
    "drop_received": N_("Received from the camera"),
    "drop_held": N_("Held on receipt"),
    "drop_quarantined": N_("Put into quarantine"),
    "drop_in_conflict": N_("In conflict with an earlier drop"),
    "observation_moved": N_("Went on"),
    "drop_dismissed": N_("Set aside"),
    "drop_opened_by_hand": N_("An officer sees more than the machine"),
    "original_shown": N_("Original pictures looked at"),
    "seeded_case_ended": N_("The right verdict was known: this case tested the reviewing"),
    "verdict_given": N_("A verdict was given; another one is awaited"),
    "open_verdict_taken_back": N_("A waiting verdict was taken back"),
    "owner_opened": N_("Data of the owner opened"),
    "vehicle_looked_up": N_("Vehicle of another plate looked up"),
    "plate_suggestions_shown": N_("Plates suggested from the register"),
    "remarked": N_("Reason noted"),
    "twin_marked": N_("Plate marked: two vehicles bear it"),
    "twin_mark_withdrawn": N_("Mark of a twin withdrawn"),
    "quality_hold": N_("Held from issuing: blind judgements show it worse than its limit"),
    "quality_hold_lifted": N_("May issue again"),
    "owner_wrote": N_("The owner wrote on the public page"),
    "commune_moved": N_("Address lies in another commune"),
    "objection_words_opened": N_("What is said of complaints, suits or evasion was opened"),
    "owner_words_opened": N_("What the owner wrote was opened"),
    "owner_words_aside": N_("What the owner wrote was put aside"),
    "case_exported": N_("Case exported with its proof"),
    "quality_reported": N_("Report on the quality of the reviewing signed"),
    "work_order_opened": N_("Work order for the camera opened"),
    "work_order_closed": N_("Work order closed"),
    "recall_begun": N_("Recall begun"),
    "recall_holds": N_("All cases of a recall held"),
    "recall_end_proposed": N_("End of a recall proposed"),
    "recall_end_agreed": N_("End of a recall agreed"),
    "recall_over": N_("Recall over"),
    "logged_in": N_("Logged in"),
    "logged_out": N_("Logged out"),
    "log_in_failed": N_("Log-in failed"),
    "stepped_up": N_("Proved himself once more"),
    "proposed_flag_RELEASED": N_("Release proposed"),
    "proposed_violator_identified": N_("Liability of the owner proposed"),
    "delivery_relied_on": N_("Proof of delivery relied on"),
    "paper_prepared": N_("Paper prepared"),
    "paper_released": N_("Paper signed, in the press"),
    "paper_sent_back": N_("Paper sent back"),
    "paper_signed": N_("Paper printed and sealed"),
    "paper_put_away": N_("Paper put away: the case has moved past it"),
    "paper_shown": N_("Paper shown"),
    "papers_listed": N_("List of papers with names shown"),
    "decision_proposed": N_("Decision proposed"),
    "easing_asked": N_("Application received: later, in parts or less"),
    "easing_refused": N_("Application refused"),
    "term_moved": N_("Day of payment moved on"),
    "hearing_announced": N_("Hearing announced"),
    "consigned": N_("Put into a consignment"),
    "consignment_closed": N_("Consignment closed"),
    "consignment_taken_over": N_("Consignment taken over"),
    "receivers_opened": N_("Receivers opened"),
    "slip_opened": N_("Photograph of the reply slip opened"),
    "mail_sent": N_("Mail sent"),
    "mail_failed": N_("Mail failed"),
    "mail_asked_again": N_("Mail asked for again"),
    "notice_delivered": N_("Notice handed over"),
    "notice_not_resident": N_("Notice: not resident"),
    "notice_sold": N_("Notice: vehicle sold"),
    "notice_wrong_commune": N_("Notice: wrong commune"),
    "notice_returned": N_("Notice returned"),
    "decision_delivered": N_("Decision handed over"),
    "decision_returned": N_("Decision returned"),
    "decision_not_resident": N_("Decision: not resident"),
    "decision_wrong_commune": N_("Decision: wrong commune"),
    "paper_delivered": N_("Paper handed over"),
    "paper_returned": N_("Paper returned"),
    "statement_imported": N_("Statement imported"),
    "payment_booked": N_("Payment booked"),
    "payment_dismissed": N_("Payment put aside"),
    "account_created": N_("Account created"),
    "account_changed": N_("Account changed"),
    "account_disabled": N_("Account disabled"),
    "account_enabled": N_("Account enabled"),
    "account_reset": N_("Account reset"),
    "account_password_changed": N_("Password changed"),
    "security_key_added": N_("Security key added"),
    "security_key_removed": N_("Security key removed"),
    "security_key_cloned": N_("A security key exists twice"),
    "one_time_passwords_ended": N_("One-time passwords ended"),
    "agency_changed": N_("Data of the agency changed"),
    "log_opened": N_("Log opened"),
    "restored_from": N_("Restored from a backup"),
    "legal_base_filed": N_("Legal base filed"),
    "legal_base_approved": N_("Legal base approved"),
    "legal_base_refused": N_("Legal base refused"),
    "legal_base_withdrawn": N_("Legal base withdrawn"),
    "wide_bulletin_made": N_("Bulletin with the published list made"),
    "wording_proposed": N_("Wording proposed"),
    "wording_agreed": N_("Wording agreed"),
    "wording_refused": N_("Wording refused"),
    "wording_withdrawn": N_("Wording withdrawn"),
    "commune_choice_withdrawn": N_("Choice of a commune taken back"),
    "commune_choice_doubted": N_("Choice of a commune doubted: the paper came back"),
    "registry_loaded": N_("Table of the registry loaded"),
    "register_asked": N_("Register outside asked"),
    "vehicle_opened": N_("File of the vehicle opened"),
    "rejects_opened": N_("Rejected rows of a load opened"),
    "addresses_opened": N_("Addresses of the registry opened to find their communes"),
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

PAPERS: Mapping[str, str] = {
    "evidence_record": N_("Evidence record"),
    "notice": N_("Notice of violation (01/73)"),
    "transfer_slip": N_("Transfer slip (03/73)"),
    "warning": N_("Warning to agencies"),
    "services_warning": N_("Warning to agencies: fine unpaid"),
    "commune_slip": N_("Slip to the commune (form 04)"),
    "verification_minutes": N_("Minutes of verification"),
    "minutes": N_("Minutes of the violation"),
    "hearing_minutes": N_("Minutes of the hearing"),
    "decision": N_("Penalty decision"),
    "points_notice": N_("Notice of licence points (02/73)"),
    "deferral": N_("Decision on deferral (MQĐ03)"),
    "instalments": N_("Decision on payment in parts (MQĐ05)"),
    "remission": N_("Decision on reduction or exemption (MQĐ04)"),
    "amendment": N_("Decision on amendment (MQĐ38)"),
    "correction": N_("Decision on correction (MQĐ39)"),
    "cancellation": N_("Decision on cancellation (MQĐ40)"),
    "easing_refusal": N_("Answer to an application"),
    "hearing_notice": N_("Announcement of a hearing"),
    "warning_lifted": N_("End of a warning"),
    "reminder": N_("Reminder"),
    "closing_note": N_("Closing note"),
    "withdrawal_letter": N_("Letter of withdrawal"),
}

PAPER_STATES: Mapping[str, str] = {
    "waiting": N_("waits for its signer"),
    "released": N_("in the press"),
    "signed": N_("signed"),
    "sent_back": N_("sent back"),
    "withdrawn": N_("withdrawn"),
}

DECISION_STATES: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "issued": N_("issued"),
    "withdrawn": N_("withdrawn"),
}

CHANNELS: Mapping[str, str] = {
    "by_hand": N_("by hand"),
    "registered_post": N_("by registered post"),
    "electronic": N_("electronically"),
    "posting": N_("by posting up"),
}

PROOFS: Mapping[str, str] = {
    "signature": N_("signature of the receiver"),
    "registered_post": N_("receipt of registered post"),
    "portal": N_("record of the portal"),
    "posting": N_("minutes of posting up"),
}

CONSIGNMENTS: Mapping[str, str] = {
    "gathering": N_("gathering"),
    "closed": N_("closed"),
    "sent": N_("mailed"),
    "taken_over": N_("taken over"),
    "done": N_("all recorded"),
}

BUNDLE_WAYS: Mapping[str, str] = {
    "smtp": N_("by mail"),
    "sftp": N_("over SFTP"),
    "folder": N_("in a folder of the home"),
}

WEEKDAYS: Mapping[str, str] = {
    "1": N_("Monday"),
    "2": N_("Tuesday"),
    "3": N_("Wednesday"),
    "4": N_("Thursday"),
    "5": N_("Friday"),
    "6": N_("Saturday"),
    "7": N_("Sunday"),
}

DISPATCH_CHANNELS: Mapping[str, str] = {
    "commune_police": N_("Commune police"),
    "post": N_("Registered post"),
    "electronic": N_("Electronic delivery"),
    "traffic_division": N_("Traffic police division of another province"),
    "warned_agency": N_("Agencies that are warned"),
}

WARNED_AGENCIES: Mapping[str, str] = {
    "inspection": N_("Inspection agency"),
    "registration": N_("Registration agency"),
}

AGENCY_WAYS: Mapping[str, str] = {
    "smtp": N_("Mail"),
    "sftp": N_("SFTP"),
    "folder": N_("Folder on this machine"),
    "post": N_("On paper, by post"),
}

WARNING_STANDS: Mapping[str, str] = {
    "not_entered": N_("waits until the agency is entered"),
    "not_sent": N_("not sent: settled before it left"),
    "gathering": N_("in the next bundle"),
    "leaving": N_("on its way out"),
    "failed": N_("the bundle could not be sent"),
    "sent": N_("sent, no receipt yet"),
    "overdue": N_("sent, receipt overdue"),
    "received": N_("received"),
    "refused": N_("given back"),
}

MAILS: Mapping[str, str] = {
    "waiting": N_("waits"),
    "sent": N_("mailed"),
    "failed": N_("failed"),
}

OUTCOMES: Mapping[str, str] = {
    "handed_over": N_("Handed over"),
    "not_resident": N_("Does not live there"),
    "sold": N_("Vehicle sold, lent or given away"),
    "wrong_commune": N_("Wrong commune"),
    "returned": N_("Returned"),
    "withdrawn": N_("Withdrawn"),
}

LINES: Mapping[str, str] = {
    "new": N_("new"),
    "booked": N_("booked"),
    "open": N_("waiting"),
    "known": N_("known before"),
    "bad": N_("unreadable"),
    "dismissed": N_("none of ours"),
}

WORDING_STATES: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "agreed": N_("in force"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}

LEGAL_BASE_STATES: Mapping[str, str] = {
    "filed": N_("waits for a second person"),
    "approved": N_("in force"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}

# Colour of the mark that a state wears: green is done well, red is over or late, amber waits for a person.
TONES: Mapping[str, str] = {
    S.REVIEW_PENDING: "amber",
    S.MANUAL_QUEUE: "amber",
    S.OWNER_UNKNOWN: "amber",
    "NO_VEHICLE": "amber",
    "NO_PLATE": "amber",
    "CORRUPT": "red",
    "CONFLICT": "amber",
    "CAMERA_UNKNOWN": "amber",
    "OUT_OF_CERTIFICATE": "amber",
    "CLOCK_OFF": "amber",
    S.ESCALATED: "amber",
    S.OVERDUE: "red",
    S.ENFORCEMENT: "red",
    S.EXPIRED: "red",
    S.LAPSED: "red",
    S.PAID: "green",
    S.CLOSED: "green",
    S.REJECTED: "",
    S.NO_SANCTION: "",
    S.ANNULLED: "",
}

# What a page says after something was done; the code stands in the address, the sentence never does.
DONE: Mapping[str, str] = {
    "verdict_decided": N_("Your verdict counts. This is the next case."),
    "verdict_differs": N_("The registered vehicle is another than you see: the case is in the manual queue."),
    "verdict_second": N_("Your verdict is kept; a second person judges without seeing it."),
    "verdict_senior": N_("Two persons differ; a senior decides with both before him."),
    "verdict_back": N_("The verdict is taken back."),
    "no_wording": N_("The case waits until the agency has added words for this act."),
    "read_by_hand": N_("Read by hand; the case goes to review."),
    "handed_over": N_("Handed over to the other authority; the case is closed here."),
    "drop_goes_on": N_("The drop goes on: the machine reads it now."),
    "drop_opened": N_("The case waits in the manual queue: read the plate."),
    "drop_dismissed": N_("The drop is set aside."),
    "view_saved": N_("The view is saved under its name."),
    "view_deleted": N_("The view is deleted."),
    "queue_empty": N_("Nothing more waits in this part of the queue."),
    "held": N_("The case is held. Two persons release it."),
    "recalled": N_("All of them are held. Two persons release them."),
    "recall_end_proposed": N_("Proposed; another person has to agree."),
    "recall_end_agreed": N_("Agreed; the machine goes on case by case now."),
    "order_closed": N_("The work order is closed."),
    "hold_lifted": N_("It may issue again; it is counted from nothing."),
    "known_case_filed": N_("The known case is among those that wait."),
    "words_aside": N_("Put aside."),
    "release_proposed": N_("The release is proposed; another person has to agree."),
    "released": N_("The case is released."),
    "address_chosen": N_("The commune is chosen."),
    "choice_withdrawn": N_("The choice is taken back; the next address of this place is asked for again."),
    "owner_entered": N_("The owner is entered."),
    "looked_again": N_("The register was asked again."),
    "plate_doubted": N_("The case is back in review."),
    "answer_recorded": N_("The answer is recorded."),
    "violator_identified": N_("The violator is identified. Minutes are due in five working days."),
    "new_owner_named": N_("A new notice is prepared for this person."),
    "excuse_accepted": N_("The case has ended without a fine."),
    "liable_proposed": N_("Proposed; a person of the other role has to agree."),
    "explanation_recorded": N_("The explanation is recorded."),
    "decision_sent": N_("The sending is recorded."),
    "delivery_proved": N_("The delivery is proved; the ten days to pay run."),
    "settled": N_("The case is closed."),
    "sent_again": N_("The paper goes on its way again."),
    "objection_recorded": N_("It is recorded. No term stops by it."),
    "objection_ended": N_("The result is recorded."),
    "evading_said": N_("The evasion is recorded: the limitations rest."),
    "evading_ended": N_("Recorded: the limitations begin anew."),
    "twin_marked": N_("The plate is marked: its cases wait in the manual queue."),
    "twin_mark_withdrawn": N_("The mark is withdrawn."),
    "sent_back": N_("The paper is sent back."),
    "withdrawn": N_("The case is withdrawn."),
    "minutes_drawn_up": N_("The minutes are signed; the press prints them."),
    "verified": N_("The minutes of verification are signed; the press prints them."),
    "decision_proposed": N_("The decision waits for its signer."),
    "licence_entered": N_("The notice of points waits for its signer."),
    "order_drawn_up": N_("The decision waits for the signer of competence; it takes effect when he signs."),
    "answer_drawn_up": N_("The answer waits for the signer of competence; its term ends when he signs."),
    "hearing_announced": N_("Recorded. After the hearing its minutes are drawn up."),
    "hearing_drawn_up": N_("The minutes of the hearing are signed; the press prints them."),
    "slip_prepared": N_("The slip waits for its signer."),
    "letter_prepared": N_("The letter waits for its signer."),
    "taken_over": N_("You have taken the consignment over. Print it and deliver."),
    "outcome_recorded": N_("Recorded; the case knows."),
    "mail_again": N_("The mail is tried again."),
    "paper_again": N_("The paper goes out again with the next bundle."),
    "line_booked": N_("The line is booked."),
    "line_dismissed": N_("The line is put aside."),
    "base_filed": N_("Filed; another person has to approve it."),
    "base_decided": N_("Done."),
    "wording_proposed": N_("Proposed; another person has to agree."),
    "wording_decided": N_("Done."),
    "key_added": N_("The key is added. From the next log-in on it opens this account after the password."),
    "key_removed": N_("The key is removed; it opens nothing any more."),
    "one_time_ended": N_("One-time passwords open this account no more; your keys do."),
    "account_changed": N_("The account is changed; its open log-ins have ended."),
    "account_disabled": N_("The account is closed; its open log-ins have ended."),
    "account_enabled": N_("The account is open again."),
    "door_opened": N_("The log-in is open again."),
    "agency_saved": N_("Saved. Papers take it from its first day on."),
    "password_changed": N_("Your password is changed. All other log-ins of this account have ended."),
}

WATCHED: Mapping[str, str] = {"camera": N_("Camera"), "officer": N_("Officer"), "model": N_("Networks")}
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
CONTENTS: Mapping[str, str] = {
    "vehicles": N_("vehicles"),
    "residents": N_("residents"),
    "stolen": N_("stolen vehicles"),
    "exempt": N_("exempt vehicles"),
}

REGISTRY_COLUMNS: Mapping[str, str] = {
    "plate": N_("Plate"),
    "plate_colour": N_("Plate colour"),
    "kind": N_("Kind of vehicle"),
    "make": N_("Make"),
    "model": N_("Model"),
    "colour": N_("Vehicle colour"),
    "owner_id": N_("Owner's number in the register"),
    "valid_from": N_("First day"),
    "valid_to": N_("Day on which it no longer holds"),
    "owner_kind": N_("Person or organisation"),
    "name": N_("Name"),
    "personal_id": N_("Personal or tax number"),
    "birth_date": N_("Date of birth"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "source": N_("Who named it"),
    "note": N_("Note"),
}

PARTIES: Mapping[str, str] = {
    Party.SYS: N_("the machine"),
    Party.OFF: N_("an officer"),
    Party.SIGN: N_("the signer"),
    Party.COM: N_("the commune police"),
    Party.OWN: N_("the owner"),
    Party.TRE: N_("the Treasury"),
    Party.SUP: N_("a supervisor"),
}

# Pieces that rooms put into their sentences, and what they note beside a look or a person.
FRAGMENTS: Mapping[str, str] = {
    "notice to the owner (C73 art. 24.1)": N_("notice to the owner (Circular 73/2024/TT-BCA art. 24.1)"),
    "which vehicle a doubtful plate is of": N_("which vehicle a doubtful plate is of"),
    "chosen anew in the same case": N_("chosen anew in the same case"),
    "identified by an officer": N_("identified by an officer"),
    "reply slip": N_("reply slip"),
    "nothing, it has ended": N_("nothing, it has ended"),
    "and held": N_("and held"),
    "set aside": N_("set aside"),
    "there is no written delegation": N_("there is no written delegation"),
    "reject a case": N_("to reject a case"),
    "send a case to the manual queue": N_("to send a case to the manual queue"),
    "kind of vehicle": N_("kind of vehicle"),
    "plate colour": N_("plate colour"),
    "behaviour": N_("behaviour"),
    "term": N_("term"),
    "rank": N_("rank"),
    "wording": N_("wording"),
    "legal base": N_("legal base"),
    "province": N_("province"),
}

PRINT_LAYOUTS: Mapping[str, str] = {
    "both_sides": N_("On both sides of A4"),
    "window": N_("On both sides, for envelopes with a window"),
}
