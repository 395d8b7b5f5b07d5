"""agency.yaml: read, refused with sentences, kept by day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conftest import MONDAY
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import NoAgency, NotASigner, agency_on, save_agency, signer_on, versions
from ticketing.agency.checks import what_is_missing
from ticketing.agency.form import AgencyFault, agency_data, agency_from, demo_agency, read_agency, write_agency
from ticketing.agency.site import read_site
from ticketing.agency.values import Agency
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext

ADMINISTRATOR = Actor("adm-1", Role.ADMINISTRATOR)
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def agency() -> Agency:
    return demo_agency()


def text_with(agency: Agency, old: str, new: str) -> str:
    text = write_agency(agency)
    assert old in text
    return text.replace(old, new, 1)


def test_the_demo_agency_lacks_nothing_and_has_a_mailbox_for_all_99_communes(agency: Agency) -> None:
    assert what_is_missing(agency, TODAY) == []
    assert len(agency.mailboxes) == 99
    assert agency.mailbox("07210") == "cong-an.07210@demo.invalid"


def test_what_is_written_is_read_back_the_same(agency: Agency) -> None:
    assert read_agency(write_agency(agency)) == agency
    assert agency_from(agency_data(agency)) == agency


def test_a_commune_code_without_quotes_keeps_its_leading_zero(agency: Agency) -> None:
    text = write_agency(replace(agency, mailboxes={})).replace("mailboxes: {}", "mailboxes:\n  07210: a@b.vn")
    assert read_agency(text).mailboxes == {"07210": "a@b.vn"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("valid_from: '2025-07-01'", "valid_from: soon", "valid_from: 'soon' is no day: write it like 2026-11-18."),
        ("rank: traffic_division_head", "rank: chief", "signers[1].rank: 'chief' is no rank."),
        ("NĐ-CP ngày 16 tháng 11 năm 2025", "NĐ-CP", "2025/NĐ-CP của Chính phủ quy định về cưỡng chế"),
        ("office: BG", "office: HN", "units[1].office: 'HN' is no office. Possible: BG, CHU."),
        ("notice: TB-CSGT", "notice: tb csgt", "symbols.notice: 'tb csgt' is no symbol"),
        ("tls: none", "tls: perhaps", "mail.tls: 'perhaps' is not possible here. Possible: starttls, tls, none."),
        ("host: 127.0.0.1", "host: mail.vn", "mail.tls: none is possible for 127.0.0.1 only, not for mail.vn"),
        ("port: 2525", "port: many", "mail.port: 'many' is no whole number."),
        ("symbol: CSGT", "simbol: CSGT", "simbol: is no field here."),
        ("'07228': cong-an", "'07210': cong-an", "'07210' stands here a second time."),
        ("parent: ", "parent: [", "this is no YAML"),
        ("'07228'", "'7228'", "mailboxes.7228: is no commune code: five digits."),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(agency: Agency, old: str, new: str, sentence: str) -> None:
    with pytest.raises(AgencyFault) as refusal:
        read_agency(text_with(agency, old, new))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("text", ["", "null", "[]", "42", "&a [*a]", "a: &a {b: *a}", "\0"])
def test_what_is_no_agency_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(AgencyFault):
        read_agency(text)


def test_a_deputy_without_a_written_delegation_is_refused(agency: Agency) -> None:
    signer = replace(agency.signers[0], delegation=None)
    with pytest.raises(AgencyFault, match="a deputy signs only with a written one"):
        agency_from(agency_data(replace(agency, signers=(signer,))))


def test_a_delegation_that_has_ended_is_missing(agency: Agency) -> None:
    delegation = agency.signers[0].delegation
    assert delegation is not None
    ended = replace(agency.signers[0], delegation=replace(delegation, valid_to=TODAY - timedelta(days=1)))
    assert "does not hold on 2026-11-16" in what_is_missing(replace(agency, signers=(ended,)), TODAY)[0]


def test_a_treasury_without_account_is_missing(agency: Agency) -> None:
    poor = replace(agency, treasury=replace(agency.treasury, account="", chapter_code=""))
    account, codes = what_is_missing(poor, TODAY)[:2]
    assert "treasury lacks account" in account and "treasury lacks chapter_code" in codes


def test_a_unit_whose_devices_nobody_uses_by_name_is_missing(agency: Agency) -> None:
    first, second, *rest = agency.units
    nobody = replace(agency, units=(replace(first, device_user=None), replace(second, device_user=None), *rest))
    named = [sentence for sentence in what_is_missing(nobody, TODAY) if "lacks device_user" in sentence]
    assert [sentence.split("'")[1] for sentence in named] == [first.code, second.code], "any may have devices"
    [only] = what_is_missing(nobody, TODAY, with_devices={second.code, "a unit that is not entered"})
    assert only.startswith(f"Unit '{second.code}' lacks device_user") and "art. 14.2" in only


def test_communes_without_mailbox_are_named(agency: Agency) -> None:
    assert "1 communes have no mailbox: Hội An (20413)" in what_is_missing(agency, TODAY, {"20413": "Hội An"})[0]


def test_numbers_below_ten_have_a_leading_zero(agency: Agency) -> None:
    assert agency.paper_number("decision", 7) == "07/QĐ-XPHC"
    with pytest.raises(LookupError, match="no symbol for 'poem'"):
        agency.paper_number("poem", 1)


def test_papers_take_the_version_of_their_day(context: AppContext, agency: Agency) -> None:
    later = replace(agency, valid_from=date(2027, 1, 1), telephone="0204.000.9999")
    with context.database.writing() as session:
        save_agency(session, agency, actor=machine("init"), at=MONDAY)
        save_agency(session, later, actor=ADMINISTRATOR, at=MONDAY)
    with context.database.reading() as session:
        assert agency_on(session, date(2026, 12, 31)).telephone == agency.telephone
        assert agency_on(session, date(2027, 1, 1)).telephone == "0204.000.9999"
        with pytest.raises(NoAgency, match="fill in agency"):
            agency_on(session, date(2025, 6, 30))


def test_a_change_is_an_event_with_old_and_new_hash_and_the_same_again_is_none(
    context: AppContext, agency: Agency
) -> None:
    changed = replace(agency, valid_from=TODAY, telephone="0204.000.9999")
    with context.database.writing() as session:
        first = save_agency(session, agency, actor=machine("init"), at=MONDAY)
        again = save_agency(session, agency, actor=machine("init"), at=MONDAY)
        second = save_agency(session, changed, actor=ADMINISTRATOR, at=MONDAY)
        assert first.id == again.id
        events = events_of(session, "agency")
        assert len(events) == len(versions(session)) == 2
        assert first.sha256 in events[1].leaf and second.sha256 in events[1].leaf
        assert '"changed":["telephone","valid_from"]' in events[1].leaf
        assert "0204." not in events[1].leaf  # a hash may hold the digits alone


def test_a_day_that_is_over_is_not_rewritten(context: AppContext, agency: Agency) -> None:
    with context.database.writing() as session:
        save_agency(session, agency, actor=machine("init"), at=MONDAY)
        with pytest.raises(ValueError, match="is over"):
            save_agency(session, replace(agency, telephone="1"), actor=ADMINISTRATOR, at=MONDAY)


def test_an_officer_does_not_change_the_agency(context: AppContext, agency: Agency) -> None:
    with context.database.writing() as session, pytest.raises(PermissionError):
        save_agency(session, agency, actor=Actor("off-1", Role.OFFICER), at=MONDAY)


def test_an_account_that_is_no_signer_does_not_sign(context: AppContext, agency: Agency) -> None:
    with context.database.writing() as session:
        save_agency(session, agency, actor=machine("init"), at=MONDAY)
        with pytest.raises(NotASigner, match="an administrator adds it"):
            signer_on(session, "somebody", TODAY)


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("phatnguoi.example.vn", "no address of pages"),
        ("https://phatnguoi.example.vn/trang", "no address of pages"),
        ("https://ai:do@phatnguoi.example.vn", "no address of pages"),
        ("http://phatnguoi.example.vn", "not encrypted"),
        ("https://10.0.0.7", "by its number"),
    ],
)
def test_an_address_to_which_no_browser_binds_a_key_is_refused(origin: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_site(origin)


def test_keys_are_bound_to_the_name_and_their_answers_to_the_whole_address() -> None:
    site = read_site("https://PhatNguoi.example.vn:8443/")
    assert (site.origin, site.host) == ("https://phatnguoi.example.vn:8443", "phatnguoi.example.vn")
