"""Lists of a consignment and reports: papers of no case."""

import re

from ticketing.documents import codes
from ticketing.documents.content.lists.consignment import AddressSheet, CoverList, DeliveryManifest
from ticketing.documents.content.lists.quality import QualityReport
from ticketing.documents.kinds.row import DocumentKind
from ticketing.documents.samples import lists as samples

# No act and no amount on what others than the owner read (domain.md 8).
FORBIDDEN = re.compile(r"\bđồng\b|\bhành vi\b|phạt tiền|biển số", re.IGNORECASE)

ROWS = (
    DocumentKind(
        code=codes.COVER_LIST,
        place=900,
        name="Cover list of a consignment",
        content=CoverList,
        sample=samples.cover_list,
        numbering="consignment",
        forbidden=FORBIDDEN,
    ),
    DocumentKind(
        code=codes.ADDRESS_SHEET,
        place=910,
        name="Address sheet of an envelope",
        content=AddressSheet,
        sample=samples.address_sheet,
        forbidden=FORBIDDEN,
    ),
    DocumentKind(
        code=codes.DELIVERY_MANIFEST,
        place=920,
        name="Manifest of a consignment",
        content=DeliveryManifest,
        sample=samples.delivery_manifest,
        forbidden=FORBIDDEN,
    ),
    DocumentKind(
        code=codes.QUALITY_REPORT,
        place=930,
        name="Monthly quality report",
        content=QualityReport,
        sample=samples.quality_report,
    ),
)
