"""抽取: the same for the same seed, whatever the order; each number has its chance."""

from collections import Counter
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from supervision.operations.drawing import draw

NUMBERS = [f"1-1-{place:03d}" for place in range(1, 21)]
numbers = st.lists(st.sampled_from(NUMBERS), unique=True)


@given(numbers, st.integers(0, 10**6), st.integers(0, 25))
def test_draw_takes_as_many_as_asked_from_what_there_is(rows: list[str], seed: int, many: int) -> None:
    drawn = draw(rows, seed=seed, many=many)
    assert len(drawn) == min(many, len(rows))
    assert set(drawn) <= set(rows)
    assert drawn == sorted(set(drawn))


@given(numbers, st.integers(0, 10**6), st.integers(0, 25), st.randoms())
def test_draw_does_not_depend_on_the_order(rows: list[str], seed: int, many: int, chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled, seed=seed, many=many) == draw(rows, seed=seed, many=many)


@given(numbers, st.integers(0, 10**6), st.integers(0, 24))
def test_one_more_only_adds(rows: list[str], seed: int, many: int) -> None:
    assert set(draw(rows, seed=seed, many=many)) <= set(draw(rows, seed=seed, many=many + 1))


def test_draw_is_what_anybody_reckons_by_hand() -> None:
    first = min(NUMBERS, key=lambda number: sha256(f"123456:{number}".encode()).hexdigest())
    assert draw(NUMBERS, seed=123_456, many=1) == [first]


def test_every_number_is_drawn_about_as_often() -> None:
    told = Counter(number for seed in range(2000) for number in draw(NUMBERS, seed=seed, many=5))
    assert set(told) == set(NUMBERS)
    assert all(400 < times < 600 for times in told.values())  # 500 expected, 5 standard deviations are 97
