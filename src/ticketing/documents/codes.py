"""Codes of the kinds of paper, as rows, logs and forms.yaml write them: each is spelled here and nowhere else.

What there is to know of a kind stands in its row (`kinds`); whoever means one certain paper names it by these.
"""

NOTICE, EVIDENCE_ANNEX = "notice", "evidence_annex"
TRANSFER_SLIP, COMMUNE_SLIP = "transfer_slip", "commune_slip"
EVIDENCE_RECORD = "evidence_record"
MINUTES, VERIFICATION_MINUTES, HEARING_MINUTES = "minutes", "verification_minutes", "hearing_minutes"
DECISION, POINTS_NOTICE = "decision", "points_notice"
DEFERRAL, INSTALMENTS, REMISSION = "deferral", "instalments", "remission"
AMENDMENT, CORRECTION, CANCELLATION = "amendment", "correction", "cancellation"
SALARY, ACCOUNT = "salary_enforcement", "account_enforcement"
RELIEF_REFUSAL, HEARING_NOTICE = "easing_refusal", "hearing_notice"
WARNING, OF_DEBT, LIFTED = "warning", "services_warning", "warning_lifted"
REMINDER, CLOSING_NOTE = "reminder", "closing_note"
WITHDRAWAL_LETTER = "withdrawal_letter"
NOT_LIABLE = "not_liable_letter"
"""Withdraws a notice from one person, whatever becomes of its case: an earlier owner, an excused one."""
COVER_LIST, ADDRESS_SHEET, DELIVERY_MANIFEST = "cover_list", "address_sheet", "delivery_manifest"
QUALITY_REPORT = "quality_report"
