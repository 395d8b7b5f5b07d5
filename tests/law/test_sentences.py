"""The lawyers' sentences in the YAML files beside this one, asked of the law one by one."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ticketing.kit.clock import vietnam_day
from ticketing.kit.money import words_vnd
from ticketing.law.calendar import official_calendar
from ticketing.law.circumstances import AgeUnknown, Circumstances, Fine, NotLiable, Offender, Warned, sanction
from ticketing.law.clocks import term
from ticketing.law.competence import Competent, Matter, Refused, may_sanction, smallest_competent_rank
from ticketing.law.payment_relief import why_not_deferred, why_not_in_parts, why_not_remitted
from ticketing.law.penalties import article_text, fine_row
from ticketing.law.speed import speed_band

ADULT = date(1990, 1, 1)
SANCTIONS = {"warning": Warned, "none": NotLiable, "age unknown": AgeUnknown}


def sentences(name: str) -> list[Any]:
    cases = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", sentences("fines.yaml"))
def test_what_an_act_costs(case):
    act, expect = case["act"], case["expect"]
    violated_on = vietnam_day(datetime.fromisoformat(case["at"]))
    row = fine_row(act["behaviour"], act["vehicle"], violated_on)
    if expect.get("row") == "none":
        assert row is None
        return
    circumstances = Circumstances(("x",) * act.get("mitigating", 0), ("y",) * act.get("aggravating", 0))
    offender = Offender(act.get("organisation", False), act.get("born", ADULT))
    answer = sanction(row, offender, violated_on, circumstances, act.get("persons_over", 1))
    if "sanction" in expect:
        assert isinstance(answer, SANCTIONS[expect["sanction"]])
        return
    assert isinstance(answer, Fine)
    for name, found in {
        "range": [row.min_vnd, row.max_vnd],
        "points": row.points,
        "article": article_text(row, violated_on),
        "printable": row.act_vi is not None,
        "between": [answer.lowest_vnd, answer.highest_vnd],
        "fine": "chosen" if answer.usual_vnd is None else answer.usual_vnd,
        "in_words": words_vnd(answer.usual_vnd or 0),
    }.items():
        assert expect.get(name, found) == found


@pytest.mark.parametrize("case", sentences("speed.yaml"))
def test_the_band_of_a_speed(case):
    for vehicle in ("car", "motorcycle", "special"):
        for speed in (float(case["speed"]), case["speed"]):
            band = speed_band(speed, case["limit"], vehicle, date(2026, 11, 24))
            assert (band and band.behaviour) == case[vehicle]
    assert speed_band(200, 50, "bicycle", date(2026, 11, 24)) is None


@pytest.mark.parametrize("case", sentences("terms.yaml"))
def test_when_a_term_ends(case):
    running = term(case["code"], case["from"], official_calendar())
    assert running.due_on == case["due"]
    assert running.safe_due_on == case.get("safe", running.safe_due_on)
    assert running.kind == case.get("kind", running.kind)
    assert running.effect_from == case.get("acts_from", running.effect_from)
    assert list(running.unconfirmed_years) == case.get("unconfirmed", list(running.unconfirmed_years))


@pytest.mark.parametrize("case", sentences("competence.yaml"))
def test_who_may_decide(case):
    row = fine_row(case["behaviour"], case["vehicle"], case.get("acted_on", date(2026, 11, 16)))
    matter = Matter(row, case.get("organisation", False), case.get("persons_over", 1), case.get("points"))
    proposed = smallest_competent_rank(matter, case["signed_on"])
    assert (proposed.rank if isinstance(proposed, Competent) else proposed.code) == case["smallest"]
    if "limit" in case:
        assert proposed.limit_vnd == case["limit"]
    for rank, code in case.get("refused", {}).items():
        answer = may_sanction(rank, matter, case["signed_on"])
        assert isinstance(answer, Refused)
        assert answer.code == code
    for rank in case.get("may", []):
        assert isinstance(may_sanction(rank, matter, case["signed_on"]), Competent)


@pytest.mark.parametrize("case", sentences("easing.yaml"))
def test_what_eases_a_payment(case):
    order = {
        "organisation": case.get("organisation", False),
        "ordered_on": date(2026, 11, 24),
        "calendar": official_calendar(),
    }
    if "until" in case:
        refusal = why_not_deferred(case["fine"], case["until"], **order)
    elif case.get("remitted"):
        refusal = why_not_remitted(case["fine"], organisation=order["organisation"], ordered_on=order["ordered_on"])
    else:
        refusal = why_not_in_parts(case["fine"], case["parts"], in_force_on=date(2026, 10, 26), **order)
    assert (refusal and refusal.code) == case["why_not"]
    assert refusal is None or refusal.sentence.endswith(".")
