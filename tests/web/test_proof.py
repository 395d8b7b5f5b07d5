"""An auditor proves one case: on the page, and as a file that verifies without us."""

import io
import json
import zipfile

from ticketing.evidence.log import events_of
from ticketing.evidence.verify import verify_proof
from web.town import Town
from web.visits import Browser


def test_an_auditor_exports_a_case_with_its_proof(town: Town, people: dict[str, Browser]) -> None:
    case_id = town.cases["paid"]
    assert people["auditor"].post(f"/cases/{case_id}/proof.zip", {"purpose": " "}).status_code == 409
    answer = people["auditor"].post(f"/cases/{case_id}/proof.zip", {"purpose": "Tòa án yêu cầu"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        proof, vkey = json.loads(archive.read("proof.json")), archive.read("log.vkey").decode()
        blobs = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist() if "blobs/" in name}
    assert verify_proof(proof, vkey, blobs.get).faults == []
    assert len(blobs) > 4
    with town.context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, case_id)]
    assert (len(proof["events"]), kinds[-1]) == (len(kinds), "case_exported")
