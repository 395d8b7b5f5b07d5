"""Accounts, passwords, second steps; the office's own wordings."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import pyotp
import pytest
from argon2 import Type, extract_parameters
from sqlalchemy.orm import Session

from conftest import MONDAY, PRODUCTION_HASHER
from ticketing.agency import accounts as a
from ticketing.agency import passwords
from ticketing.agency import wordings as w
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency, signer_on
from ticketing.agency.dual_control import Approval, ProposalRefused
from ticketing.agency.form import demo_agency
from ticketing.agency.queries import account_named
from ticketing.agency.tables import Account, SecurityKey
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.doctor import examine
from ticketing.law.penalties import fine_row

ADMINISTRATOR = Actor("adm-1", Role.ADMINISTRATOR)


def make(context: AppContext, name: str, role: Role | str, **details: Any) -> a.NewAccount:
    with context.database.writing() as session:
        return a.create_account(session, context.keys, name=name, role=role, actor=ADMINISTRATOR, at=MONDAY, **details)


def open_account(session: Session, name: str, password: str) -> Account | None:
    """The open account of that name and password."""
    account = account_named(session, name)
    return account if account and a.password_fits(account.password_hash, password) and not account.disabled_at else None


def test_a_stolen_hash_costs_its_thief_memory_and_time_for_every_guess() -> None:
    """At least the second choice of RFC 9106 section 4: argon2id, three passes over 64 MiB."""
    found = extract_parameters(PRODUCTION_HASHER.hash("mật khẩu"))
    assert found.type is Type.ID
    assert (found.time_cost, found.memory_cost) == (3, 64 * 1024)


def test_a_fresh_account_logs_in_with_its_first_password_only(context: AppContext) -> None:
    made = make(context, "officer1", Role.OFFICER, full_name="Trần Văn Sơn")
    with context.database.reading() as session:
        found = open_account(session, "officer1", made.password)
        assert found and found.must_change_password and found.password_hash.startswith("$argon2id$")
        assert open_account(session, "officer1", made.password + "x") is None
        assert open_account(session, "nobody", made.password) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MACHINE])
def test_those_who_decide_and_handle_money_have_a_second_step(context: AppContext, role: Role) -> None:
    made = make(context, f"p-{role}".replace("_", "-"), role, commune_code="07210" if role == "commune_clerk" else None)
    assert (made.totp_secret is not None) == (role in a.TWO_STEPS)


def test_a_one_time_password_fits_its_step_and_the_one_before(context: AppContext) -> None:
    made = make(context, "signer", Role.SIGNER)
    code = pyotp.TOTP(made.totp_secret or "").at(MONDAY)
    step = a.totp_step(context.keys, made.account, code, MONDAY)
    assert step == a.totp_step(context.keys, made.account, code, MONDAY + timedelta(seconds=30))
    assert step is not None
    assert a.totp_step(context.keys, made.account, code, MONDAY + timedelta(seconds=61)) is None
    assert a.totp_step(context.keys, made.account, "१२३४५६", MONDAY) is None
    assert (made.totp_secret or "") not in (made.account.totp_secret or "")


@pytest.mark.parametrize(
    ("role", "details", "sentence"),
    [
        ("king", {}, "'king' is no role"),
        ("machine", {}, "'machine' is no role"),
        ("commune_clerk", {}, "needs the code of his commune"),
        ("officer", {"commune_code": "07210"}, "Only a commune clerk has a commune"),
        ("officer", {"rank": "general"}, "'general' is no rank"),
    ],
)
def test_an_account_that_contradicts_itself_is_refused(
    context: AppContext, role: str, details: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(a.AccountRefused, match=sentence):
        make(context, "someone", role, **details)


def test_a_name_belongs_to_one_account(context: AppContext) -> None:
    make(context, "officer1", Role.OFFICER)
    with pytest.raises(a.AccountRefused, match="already"):
        make(context, "officer1", Role.OFFICER)
    with pytest.raises(a.AccountRefused, match="is no name"):
        make(context, "Sơn!", Role.OFFICER)


def test_a_name_with_accents_is_found_however_it_was_typed(context: AppContext) -> None:
    made = make(context, "Trần  Văn Sơn", Role.OFFICER)
    with context.database.reading() as session:
        typed = unicodedata.normalize("NFD", "Trần Văn Sơn ")
        assert open_account(session, typed, made.password)
    assert made.account.full_name == "Trần Văn Sơn"


def test_the_last_administrator_stays(context: AppContext) -> None:
    first = make(context, "admin1", Role.ADMINISTRATOR).account
    with context.database.writing() as session:
        with pytest.raises(a.AccountRefused, match="last administrator"):
            a.disable(session, first.id, actor=ADMINISTRATOR, at=MONDAY)
        with pytest.raises(a.AccountRefused, match="last administrator"):
            a.change_role(session, context.keys, first.id, a.Person(Role.AUDITOR), actor=ADMINISTRATOR, at=MONDAY)
    make(context, "admin2", Role.ADMINISTRATOR)
    with context.database.writing() as session:
        assert a.disable(session, first.id, actor=ADMINISTRATOR, at=MONDAY).disabled_at == MONDAY


def test_a_disabled_account_does_not_open_and_an_enabled_one_does(context: AppContext) -> None:
    made = make(context, "officer1", Role.OFFICER)
    with context.database.writing() as session:
        a.disable(session, made.account.id, actor=ADMINISTRATOR, at=MONDAY)
        assert open_account(session, "officer1", made.password) is None
        a.enable(session, made.account.id, actor=ADMINISTRATOR, at=MONDAY)
        assert open_account(session, "officer1", made.password)


def test_a_reset_gives_a_new_password_and_second_step(context: AppContext) -> None:
    made = make(context, "signer", Role.SIGNER)
    with context.database.writing() as session:
        fresh = a.reset(session, context.keys, made.account.id, actor=ADMINISTRATOR, at=MONDAY)
        assert fresh.totp_secret != made.totp_secret
        assert open_account(session, "signer", made.password) is None
        assert open_account(session, "signer", fresh.password)


def test_a_new_role_brings_its_second_step_and_an_old_one_loses_it(context: AppContext) -> None:
    officer = make(context, "officer1", Role.OFFICER).account
    with context.database.writing() as session:
        assert a.change_role(session, context.keys, officer.id, a.Person(Role.SIGNER), actor=ADMINISTRATOR, at=MONDAY)
        person = a.Person(Role.COMMUNE_CLERK, commune_code="07210")
        assert a.change_role(session, context.keys, officer.id, person, actor=ADMINISTRATOR, at=MONDAY) is None
        found = session.get_one(a.Account, officer.id)
        assert (found.role, found.commune_code, found.totp_secret) == ("commune_clerk", "07210", None)


def test_each_change_is_an_event_without_the_name(context: AppContext) -> None:
    made = make(context, "tran.van.son", Role.OFFICER, full_name="Trần Văn Sơn")
    with context.database.writing() as session:
        a.change_password(session, made.account.id, "con ngựa phi nước đại", actor=ADMINISTRATOR, at=MONDAY)
        a.disable(session, made.account.id, actor=ADMINISTRATOR, at=MONDAY)
        events = events_of(session, f"account:{made.account.id}")
    assert [event.kind for event in events] == ["account_created", "account_password_changed", "account_disabled"]
    assert not any("Sơn" in event.leaf or "tran.van.son" in event.leaf for event in events)


WEAK = (
    "short", "aaaaaaaaaaaaaaa", "1234567890123", "qwertyuiopqwer", "tran.van.son1", "9876543210987", "x" * 201,
    "password1234", "P@ssw0rd2026", "iloveyou12345", "1q2w3e4r5t6y", "passwordpassword", "Matkhau@12345",
    "mật khẩu 123", "Anh yêu em 99", "Vietnam@123456", "canhsatgiaothong", "khongcomatkhau", "BacNinh@2026",
    "ngocanh@1990", "Nguyenvana@123",
)  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused(password: str) -> None:
    names = ("tran.van.son", "Trần Thị Ngọc Ánh", "Phòng Cảnh sát giao thông", "Bắc Ninh")
    assert passwords.complaint(password, names=names)


@pytest.mark.parametrize(
    "password", ["con ngựa phi nước đại", "một mật khẩu khác hẳn", "k3tx-9mfd-w2qh-7cnr", "con ngựa phi nước đại " * 9]
)
def test_a_sentence_or_what_nobody_guesses_is_taken(password: str) -> None:
    assert passwords.complaint(password, names=("tran.van.son", "Bắc Ninh")) is None


def test_a_password_built_on_the_agency_or_the_person_is_refused_wherever_one_is_set(context: AppContext) -> None:
    with context.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("init"), at=MONDAY)
    with pytest.raises(a.AccountRefused, match="agency"):
        make(context, "officer1", Role.OFFICER, password=f"{demo_agency().name} 1")
    made = make(context, "officer1", Role.OFFICER, full_name="Trần Thị Ngọc Ánh")
    with context.database.writing() as session, pytest.raises(a.AccountRefused, match="name"):
        a.change_password(session, made.account.id, "NgocAnh2026!", actor=ADMINISTRATOR, at=MONDAY)


def breaches(path: Path, listed: Iterable[str], end: bytes = b"\r\n") -> Path:
    """A file as Pwned Passwords is handed out."""
    hashes = sorted(sha1(password.encode()).hexdigest().upper().encode() for password in listed)
    path.write_bytes(b"".join(one + b":%d" % count + end for count, one in enumerate(hashes, 1)))
    return path


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_breached_password_is_found_at_every_place_of_the_file_and_no_other(
    tmp_path: Path, size: int, end: bytes
) -> None:
    listed = [f"câu nói dài thứ {number}" for number in range(size)]
    file = breaches(tmp_path / "breaches.txt", listed, end)
    assert all(passwords.is_breached(one, file) for one in listed)
    assert not any(passwords.is_breached(f"{one}!", file) for one in listed)
    assert "breach" in (passwords.complaint(listed[-1], breaches=file) or "")


@pytest.mark.parametrize("content", [None, b"a list\nof words\n", b"0018A45C4D985303FC1\n"])
def test_while_the_file_of_breaches_cannot_be_read_no_password_is_set(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "breaches.txt"
    if content:
        file.write_bytes(content)
    assert "cannot be read" in (passwords.complaint("con ngựa phi nước đại", breaches=file) or "")


def test_the_doctor_says_when_the_file_of_breaches_cannot_be_read(context: AppContext, tmp_path: Path) -> None:
    settings = context.settings
    for path, status in ((tmp_path / "none.txt", "fail"), (breaches(tmp_path / "breaches.txt", ["x"]), "ok")):
        context.settings = replace(settings, breached_passwords=path)
        assert [one.status for one in examine(context) if one.check == "passwords"] == [status]
    context.settings = settings


def test_a_signer_acts_with_the_rank_of_agency_yaml(context: AppContext) -> None:
    signer = make(context, "signer", Role.SIGNER).account
    with context.database.writing() as session:
        assert a.actor_of(session, signer, at=MONDAY).rank is None
        save_agency(session, demo_agency(), actor=machine("init"), at=MONDAY)
        assert a.actor_of(session, signer, at=MONDAY).rank == "traffic_division_head"
        entry = signer_on(session, signer.id, date(2026, 11, 16))
        assert entry.deputy and entry.delegation and entry.delegation.number == "12/QĐ-GQXP"


SENIOR, SUPERVISOR = Actor("sen-1", Role.SENIOR), Actor("sup-1", Role.SUPERVISOR)


def test_a_wording_counts_once_two_persons_agree(context: AppContext) -> None:
    row = fine_row("LINE_CROSSING", "car", date(2026, 11, 16))
    assert row is not None
    act = (row.behaviour, row.vehicle, row.decree, row.clause)
    with context.database.writing() as session:
        wording = w.propose_wording(session, row, "Đè lên vạch liền", "biên bản họp 01", actor=SENIOR, at=MONDAY)
        assert w.agreed_wordings(session, *act) == []
        with pytest.raises(ProposalRefused, match="another person"):
            w.WORDINGS.decide(session, wording.id, Approval.AGREE, "", actor=SENIOR, at=MONDAY)
        w.WORDINGS.decide(session, wording.id, Approval.AGREE, "", actor=SUPERVISOR, at=MONDAY)
        assert [found.act_vi for found in w.agreed_wordings(session, *act)] == ["Đè lên vạch liền"]
        with pytest.raises(ProposalRefused, match="no longer holds"):
            w.WORDINGS.decide(session, wording.id, Approval.WITHDRAW, " ", actor=SENIOR, at=MONDAY)
        w.WORDINGS.decide(session, wording.id, Approval.WITHDRAW, "sai", actor=SENIOR, at=MONDAY)
        assert (wording.decided_by, wording.withdrawn_by) == (SUPERVISOR.person, SENIOR.person)
        assert w.agreed_wordings(session, *act) == []
        kinds = [event.kind for event in events_of(session, f"wording:{wording.id}")]
        assert kinds == ["wording_proposed", "wording_agreed", "wording_withdrawn"]


@pytest.mark.parametrize("text", ["Phạt tiền từ 4.000.000", "nộp 500.000 đồng", "bị trừ điểm", "", "x" * 700])
def test_a_wording_that_speaks_of_money_or_says_nothing_is_refused(context: AppContext, text: str) -> None:
    row = fine_row("LINE_CROSSING", "car", date(2026, 11, 16))
    assert row is not None
    with context.database.writing() as session, pytest.raises(ProposalRefused):
        w.propose_wording(session, row, text, "nguồn", actor=SENIOR, at=MONDAY)


def test_a_real_home_whose_keys_are_bound_to_this_machine_alone_is_told_so(context: AppContext) -> None:
    account = make(context, "signer", Role.SIGNER).account
    assert not any(finding.check == "accounts" for finding in examine(context))
    with context.database.writing() as session:
        key = {"credential_id": "a", "public_key": "b", "name": "Khóa", "added_at": MONDAY}
        session.add(SecurityKey(id="key-1", account_id=account.id, **key))
    told = [finding.do for finding in examine(context) if finding.check == "accounts"]
    assert told == ["Set TICKETING_ORIGIN to the address that people open."]
