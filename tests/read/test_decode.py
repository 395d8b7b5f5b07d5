"""From the network's output to texts with probabilities."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.read.decode import ALPHABET, FEW_BEAMS, decode, row_candidates, row_characters

CLASSES = len(ALPHABET) + 2


def steps_for(text: str, sure: float = 12.0) -> np.ndarray:
    """A row of 36 steps in which each character stands on two steps with a blank behind."""
    logits = np.zeros((36, CLASSES), np.float32)
    logits[:, 0] = sure
    for place, character in enumerate(text):
        code = ALPHABET.index(character) + 1
        for step in (3 * place + 1, 3 * place + 2):
            logits[step, 0], logits[step, code] = 0, sure
    return logits


def whole(upper: str, lower: str = "") -> np.ndarray:
    row_break = np.zeros((1, CLASSES), np.float32)
    row_break[0, -1] = 20
    return np.concatenate([steps_for(upper), row_break, steps_for(lower)])


def test_two_rows_are_read_top_first():
    reading = decode(whole("98B1", "23456"))
    assert reading.rows == ("98B1", "23456") and reading.text == "98B123456"


def test_a_long_plate_has_one_row():
    assert decode(whole("98A12345")).rows == ("98A12345",)


def test_twins_are_kept():
    assert decode(whole("98A1", "11155")).text == "98A111155"


def test_an_empty_crop_gives_no_rows():
    reading = decode(whole(""))
    assert reading.rows == () and reading.characters == ()


def test_a_character_that_could_be_another_names_it():
    logits = whole("98B1", "23456")
    eight, b = ALPHABET.index("8") + 1, ALPHABET.index("B") + 1
    logits[8, b], logits[8, 0] = 0, 12  # the B stands on one step only
    logits[7, eight] = logits[7, b] - 0.4
    reading = decode(logits)
    assert reading.text == "98B123456"
    assert [candidate.text for candidate in reading.alternatives[:2]] == ["98B123456", "988123456"]
    assert reading.characters[2].alternatives[0][0] == "8"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_beam_search_sums_all_alignments_of_a_text(seed):
    steps = np.random.default_rng(seed).dirichlet(np.ones(3), size=4).astype(np.float32)
    chances: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(3), repeat=4):
        text = tuple(code for code, _ in itertools.groupby(path) if code)
        chances[text] = chances.get(text, 0.0) + float(np.prod([steps[at, code] for at, code in enumerate(path)]))
    for prefix, chance in row_candidates(steps, beams=1000):
        assert abs(chance - chances.get(prefix, 0.0)) < 1e-4


@given(st.text(ALPHABET, max_size=9), st.text(ALPHABET, max_size=9))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read(upper, lower):
    reading = decode(whole(upper, lower))
    assert reading.rows == tuple(row for row in (upper, lower) if row)
    assert "".join(one.character for one in reading.characters) == reading.text
    assert sum(candidate.probability for candidate in reading.alternatives) <= 1.0001


def test_characters_stand_in_order_even_where_one_is_weak():
    steps = np.exp(steps_for("1234"))
    steps /= steps.sum(axis=1, keepdims=True)
    assert [one.character for one in row_characters(steps[:, :-1], "1234")] == list("1234")


def test_a_row_that_nobody_can_read_is_not_searched_far() -> None:
    noise = np.random.default_rng(1).dirichlet(np.full(len(ALPHABET) + 1, 0.2), 36).astype(np.float32)
    assert 1 <= len(row_candidates(noise)) <= FEW_BEAMS
