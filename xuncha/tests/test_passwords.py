"""Passwords: Argon2id, strong enough and not heavier than a small machine carries."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from xuncha.passwords import OfficeArgon2

OWASP_MEMORY, OWASP_ROUNDS = 19 * 1024, 2


def test_a_password_is_kept_as_argon2id_and_recognised() -> None:
    hasher = OfficeArgon2()
    kept = hasher.encode("巡察-fourteen-words", "saltsaltsaltsalt")
    assert kept.startswith("argon2$argon2id$")
    assert hasher.verify("巡察-fourteen-words", kept)
    assert not hasher.verify("巡察-fourteen-word", kept)


def test_it_costs_what_owasp_asks_at_least() -> None:
    assert OfficeArgon2.memory_cost >= OWASP_MEMORY
    assert OfficeArgon2.time_cost >= OWASP_ROUNDS


def test_a_password_kept_at_another_cost_is_still_good_and_renewed() -> None:
    kept = Argon2PasswordHasher().encode("巡察-fourteen-words", "saltsaltsaltsalt")
    assert OfficeArgon2().verify("巡察-fourteen-words", kept)
    assert OfficeArgon2().must_update(kept)
