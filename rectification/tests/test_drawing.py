"""抽样: from the seed and the numbers alone, and the same for everybody."""

from itertools import permutations

import pytest

from rectification import drawing

SEED = "01234567890123456789"
NUMBERS = [f"6-1-00{place}" for place in range(1, 6)]
ORDER = ["6-1-005", "6-1-004", "6-1-001", "6-1-003", "6-1-002"]
FIRST = "03df39fbc3ce6b0041b6c35e1c75837e0924880c8bba890c9053638dcf7d9146"


def test_the_order_is_that_of_any_other_program() -> None:
    # printf '%s%s' SEED NUMBER | sha256sum, sorted
    assert drawing.in_order(SEED, NUMBERS) == ORDER
    assert drawing.digest(SEED, ORDER[0]) == FIRST


def test_the_order_of_the_list_has_no_part_in_it() -> None:
    for listed in permutations(NUMBERS):
        assert drawing.in_order(SEED, listed) == ORDER


def test_another_seed_gives_another_order() -> None:
    orders = {tuple(drawing.in_order(f"{seed:020d}", NUMBERS)) for seed in range(40)}
    assert len(orders) > 20


def test_every_number_is_as_likely_as_every_other() -> None:
    first = [drawing.in_order(f"{seed:020d}", NUMBERS)[0] for seed in range(2000)]
    assert all(330 < first.count(number) < 470 for number in NUMBERS)


def test_a_seed_is_twenty_digits_and_never_the_same() -> None:
    seeds = {drawing.new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert all(len(seed) == 20 and seed.isdigit() for seed in seeds)


@pytest.mark.parametrize(
    ("many", "percent", "size"), [(10, 30, 3), (11, 30, 4), (1, 1, 1), (200, 100, 200), (7, 50, 4)]
)
def test_a_share_is_rounded_up(many: int, percent: int, size: int) -> None:
    assert drawing.share_of(many, percent) == size
