"""What `ticketing doctor` says of the files of a home."""

import pytest

from ticketing.flow.app_context import AppContext
from ticketing.flow.doctor import Finding, examine


def of_keys(context: AppContext) -> Finding:
    (finding,) = (one for one in examine(context) if one.check == "keys")
    return finding


@pytest.mark.parametrize("name", ["sftp-key.pub", "sftp-known-hosts"])
def test_what_is_public_in_the_folder_of_the_keys_may_be_read_by_others(context: AppContext, name: str) -> None:
    (context.settings.keys / name).write_text("public")
    (context.settings.keys / name).chmod(0o644)
    assert of_keys(context).status == "ok"


def test_a_key_that_others_can_read_is_named_with_what_to_do(context: AppContext) -> None:
    key = context.settings.keys / "sftp-key"
    key.write_text("private")
    key.chmod(0o640)
    found = of_keys(context)
    assert (found.status, found.do) == ("fail", f"chmod -R go-rwx {context.settings.keys}")
    assert found.sentence == "Others on this machine can read sftp-key."
