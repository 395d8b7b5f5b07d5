"""Addresses: the sentences of places.yaml, every old commune in its spellings, and that no text breaks the resolver."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from benchmarks.places import (
    LEAST_RESOLVED,
    LEAST_RESOLVED_MISSPELT,
    OLD,
    SPELLINGS,
    contradicting,
    districts_alone,
    never_resolved,
    right_spelling,
    with_one_error,
)
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ticketing.addresses.resolution import (
    MOST_CANDIDATES,
    Status,
    commune,
    communes_of,
    places_version,
    province,
    resolve,
    written_today,
)
from ticketing.addresses.tables import UnknownPlace, read_csv
from ticketing.cli.places import places as cli

FACTS = Path(__file__).parents[3] / "shared" / "domain"
with_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the collected facts do not lie beside the checkout")
SENTENCES = yaml.safe_load((Path(__file__).parent / "places.yaml").read_text(encoding="utf-8"))
LISTS = yaml.safe_load((Path(__file__).parent / "addresses.yaml").read_text(encoding="utf-8"))

NEAR = ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh")
# All of the province and a sample of the country; `make proof-places` runs over everything.
SAMPLE = [row for place, row in enumerate(OLD) if row["province"] in NEAR or place % 8 == 0]


@pytest.mark.parametrize(
    ("address", "code", "today"),
    [
        ("Số 5, đường Lê Lợi, phường Trần Phú, TP Bắc Giang, tỉnh Bắc Giang", "07210",
         "Số 5, đường Lê Lợi, phường Bắc Giang, tỉnh Bắc Ninh"),
        ("thôn Bãi Giữa, xã Nghĩa Hồ, huyện Lục Ngạn", "07525", "thôn Bãi Giữa, phường Chũ, tỉnh Bắc Ninh"),
        ("tỉnh Bắc Giang, huyện Lục Ngạn, xã Nghĩa Hồ", "07525", "phường Chũ, tỉnh Bắc Ninh"),
        ("Số 8, phường Bắc Giang, tỉnh Bắc Ninh", "07210", "Số 8, phường Bắc Giang, tỉnh Bắc Ninh"),
        ("Số 15, ngõ 8, thị trấn Sóc Sơn, huyện Sóc Sơn, thành phố Hà Nội", "00376",
         "Số 15, ngõ 8, xã Sóc Sơn, thành phố Hà Nội"),
        ("thôn 3 xã Nghĩa Hồ, huyện Lục Ngạn, Bắc Giang", "07525", "thôn 3 xã Nghĩa Hồ, Bắc Giang"),
    ],
)  # fmt: skip
def test_an_address_is_written_without_the_district_that_ended(address: str, code: str, today: str) -> None:
    assert written_today(address, code) == today


@given(st.text(max_size=60))
def test_nothing_below_the_commune_is_lost_or_changed(below: str) -> None:
    """Whatever stands before the commune stays, unless it names a province or district itself."""
    kept = written_today(f"số 1 {below}, xã Nghĩa Hồ, huyện Lục Ngạn", "07525")
    assert "huyện Lục Ngạn" not in kept.rsplit(",", 2)[-1]
    if "," not in below:
        assert " ".join(f"số 1 {below}".split()) in kept


@pytest.mark.parametrize("case", SENTENCES, ids=[case["address"][:60] for case in SENTENCES])
def test_an_address_is_read_as_a_clerk_reads_it(case):
    answer = resolve(case["address"])
    names = [candidate.commune.full_name for candidate in answer.candidates]
    if "is" in case:
        assert (answer.status, names) == (Status.RESOLVED, [case["is"]])
        return
    assert answer.status == case["status"]
    assert case.get("among") is None or case["among"] in names
    assert bool(names) == (answer.status is Status.AMBIGUOUS)


@pytest.mark.parametrize("made_up", LISTS, ids=[one["kind"] for one in LISTS])
def test_made_up_addresses_lead_to_no_wrong_commune(made_up):
    answers = {address: resolve(address).commune for address in made_up.get("becomes", made_up.get("never"))}
    assert {address: one and one.code for address, one in answers.items()} == made_up.get(
        "becomes", dict.fromkeys(answers)
    )


@pytest.mark.parametrize("spell", SPELLINGS)
def test_every_old_commune_is_resolved_or_ambiguous_and_never_wrong(spell):
    tally = right_spelling(SAMPLE, spell)
    assert (tally.wrong, tally.lost) == ([], [])
    assert tally.share >= LEAST_RESOLVED


@pytest.mark.parametrize("spell", SPELLINGS)
def test_one_typing_error_is_forgiven_and_leads_to_no_wrong_commune(spell):
    tally = with_one_error(SAMPLE, spell, seed=5)
    assert tally.wrong == []
    assert tally.share >= LEAST_RESOLVED_MISSPELT


def test_levels_that_contradict_each_other_or_say_too_little_are_never_resolved():
    assert never_resolved(contradicting(SAMPLE[::4], seed=5)).wrong == []
    assert never_resolved(districts_alone()).wrong == []


def test_new_two_level_addresses_of_the_province_are_resolved():
    for one in communes_of("24"):
        answer = resolve(f"tổ 4, {one.full_name}")
        assert one in [candidate.commune for candidate in answer.candidates]
        assert answer.status is Status.RESOLVED or len(answer.candidates) > 1
    assert len(communes_of("24")) == 99


@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["xã", "huyện", "tỉnh", "TP", "P.", ",", "-", "Bắc Giang", "Lục Ngạn", "Chũ", "thôn", "4", "Hà Nội", "xa", "x"]
)).map(" ".join))  # fmt: skip
def test_no_text_breaks_the_resolver(text):
    answer = resolve(text)
    assert answer.address == text
    assert len(answer.candidates) <= MOST_CANDIDATES
    assert (answer.status is Status.UNKNOWN) == (not answer.candidates)
    if answer.status is Status.RESOLVED:
        assert len(answer.candidates) == 1
    scores = [candidate.score for candidate in answer.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_a_very_long_text_is_no_address_and_costs_nothing():
    assert resolve("xã Nghĩa Hồ, " * 5_000).status is Status.UNKNOWN


def test_the_same_text_has_the_same_answer_whatever_its_form_of_unicode():
    import unicodedata

    text = "xã Nghĩa Hồ, huyện Lục Ngạn, tỉnh Bắc Giang"
    assert resolve(unicodedata.normalize("NFD", text)).commune == resolve(text).commune


def test_a_document_prints_the_name_that_the_commune_had_on_the_day_of_handling():
    assert commune("26368", date(2026, 4, 29)).full_name == "xã Long Thành, tỉnh Đồng Nai"
    assert commune("26368", date(2026, 4, 30)).full_name == "phường Long Thành, thành phố Đồng Nai"
    assert commune("26368").full_name == "phường Long Thành, thành phố Đồng Nai"
    assert province("24").title == "Tỉnh Bắc Ninh"
    for unknown in (lambda: commune("99999"), lambda: commune("07210", date(2025, 6, 30)), lambda: province("24x")):
        with pytest.raises(UnknownPlace):
            unknown()


def test_the_version_of_the_tables_stands_in_every_answer():
    assert resolve("").tables == resolve("TP Bắc Giang").tables == places_version()
    assert len(places_version()) == 64


def test_the_command_gives_one_answer_a_line(tmp_path):
    file = tmp_path / "addresses.txt"
    lines = ("xã Sơn Động, Bắc Ninh", "", "huyện Lý Sơn, Quảng Ngãi\r", "\u2028x", "last")
    file.write_bytes("\n".join(lines).encode().replace(b"last", b"\xff last"))
    result = CliRunner().invoke(cli, ["resolve", "--file", str(file), "--jsonl"])
    from_input = CliRunner().invoke(
        cli, ["resolve", "--file", "-", "--jsonl"], input=b"\xef\xbb\xbf" + file.read_bytes()
    )
    assert (from_input.stdout, from_input.exit_code) == (result.stdout, 2), "a line is not UTF-8"
    answers = [json.loads(line) for line in result.stdout.split("\n")[:-1]]
    assert [answer["status"] for answer in answers] == ["resolved", "unknown", "resolved", "unknown", "unknown"]
    assert answers[0]["candidates"] == [
        {"commune_code": "07615", "commune_name": "Sơn Động", "commune_type": "xã", "province_code": "24",
         "province_name": "Tỉnh Bắc Ninh", "score": 1.0}
    ]  # fmt: skip
    assert answers[2]["address"] == "huyện Lý Sơn, Quảng Ngãi"


def test_the_command_wants_one_address_or_a_file(tmp_path):
    run = CliRunner().invoke
    assert run(cli, ["resolve"]).exit_code == 2
    assert run(cli, ["resolve", "--file", str(tmp_path / "none.txt")]).exit_code == 2
    assert "resolved" in run(cli, ["resolve", "xã Sơn Động, Bắc Ninh"]).stdout


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@with_facts
def test_the_communes_are_those_of_the_facts():
    for fact in facts("vietnam_communes.csv"):
        ours = commune(fact["code"])
        assert (ours.name, ours.type, ours.province.code, ours.province.title) == (
            fact["name"], fact["type"], fact["province_code"], fact["province_name"],
        )  # fmt: skip
    today = [row for row in read_csv("communes.csv") if not row["valid_to"]]
    assert len(today) == len(facts("vietnam_communes.csv"))


@with_facts
def test_the_old_communes_become_what_the_facts_say():
    theirs: dict[tuple[str, str, str], set[tuple[str, bool]]] = {}
    for fact in facts("vietnam_old_to_new_communes.csv"):
        key = (fact["old_province"], fact["old_district"], fact["old_commune"])
        theirs.setdefault(key, set()).add((fact["new_commune_code"], fact["is_default_part"] == "true"))
    ours = {
        (row["province"], row["district"], row["commune"]): {
            (code, place == 0) for place, code in enumerate(row["becomes"].split())
        }
        for row in read_csv("communes_to_june_2025.csv")
    }
    assert ours == theirs


@with_facts
def test_earlier_names_districts_and_history_are_those_of_the_facts():
    names = [tuple(row.values()) for row in read_csv("earlier_names.csv")]
    columns = ("old_province", "old_district", "earlier_type", "earlier_key", "became_old_commune_code")
    assert names == [tuple(fact[column] for column in columns) for fact in facts("vietnam_earlier_names.csv")]
    districts = [tuple(row.values())[:4] for row in read_csv("earlier_districts.csv")]
    assert districts[:-2] == [tuple(fact.values()) for fact in facts("vietnam_earlier_districts.csv")]
    history = [(row["commune_before"], row["district_before"], row["today_code"]) for row in read_csv("history.csv")]
    assert history == [
        (fact["commune_before"], fact["district_before"], fact["today_commune_code"])
        for fact in facts("bac_giang_history.csv")
    ]
