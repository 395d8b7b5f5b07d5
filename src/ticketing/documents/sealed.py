"""What a paper is made of, sealed in one field: the draft, and once it is signed every string and moment of it."""

import json
from typing import Any

from ticketing.documents.tables import Document
from ticketing.kit.db import to_json
from ticketing.kit.fields import FieldKeys


def seal_content(keys: FieldKeys, document_id: str, content: dict[str, Any]) -> str:
    """Seal a paper's content for its row."""
    return keys.seal(f"documents|content|{document_id}", to_json(content))


def opened_content(keys: FieldKeys, document: Document) -> dict[str, Any]:
    """Open it. Raises kit.fields.SealBroken."""
    content: dict[str, Any] = json.loads(keys.open(f"documents|content|{document.id}", document.content))
    return content
