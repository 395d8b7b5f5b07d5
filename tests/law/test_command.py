"""`ticketing law`: what a person reads, and the check of the tables. The answers for machines: commands.yaml."""

import json

from typer.testing import CliRunner

from ticketing.cli.law import law


def run(*words: str):
    return CliRunner().invoke(law, list(words))


def test_a_person_reads_one_line_a_fact_and_one_a_rank() -> None:
    said = run("show", "RED_LIGHT", "--vehicle", "car", "--on", "2026-11-16").stdout
    assert "act_vi               Không chấp hành hiệu lệnh của đèn tín hiệu giao thông" in said
    assert "competent            station_head  22500000  True\n                     team_head" in said


def test_check_loads_every_table():
    answer = json.loads(run("check", "--json").stdout)
    assert answer["fines"] == 169
    assert answer["without_wording"] == ["OWNER_NOT_NAMING (car)", "OWNER_NOT_NAMING (motorcycle)"]
    assert len(answer["tables"]) >= 15
