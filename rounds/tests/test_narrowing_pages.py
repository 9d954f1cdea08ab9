"""单独规定时限 of a term and of a round: kept, picked before the wider rule, refused to others."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from deadlines.models import DeadlineRule
from deadlines.reckoning import pick_rule
from deadlines.states import RuleScope
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def county() -> County:
    return make_county()


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.user(who))
    return client


def said(**rest: str) -> dict[str, str]:
    rule = DeadlineRule.objects.get(code="plan_due", scope=RuleScope.SYSTEM)
    facts = {"rule": str(rule.pk), "offset": "20", "effective_from": "2026-01-01", "reason": "县委要求"}
    return {**facts, **rest}


def test_rule_of_a_term_and_of_a_round_go_before_that_of_all(county: County) -> None:
    clerk = signed_in(county, "clerk")
    term, round_ = (
        reverse("rounds:term_rule", args=[county.term.pk]),
        reverse("rounds:round_rule", args=[county.round.pk]),
    )
    assert clerk.post(term, said()).status_code == 302
    assert clerk.post(round_, said(offset="15")).status_code == 302
    place = {"term_id": county.term.pk, "round_id": county.round.pk}
    assert pick_rule("plan_due", on=DAY).offset == 30
    assert pick_rule("plan_due", on=DAY, term_id=county.term.pk).offset == 20
    found = pick_rule("plan_due", on=DAY, **place)
    assert (found.offset, found.scope, found.scope_name) == (15, RuleScope.ROUND, str(county.round))
    assert str(county.round) in clerk.get(reverse("deadlines:rule_list")).content.decode()


def test_second_rule_of_the_same_day_is_refused_and_keeps_what_was_typed(county: County) -> None:
    clerk, url = signed_in(county, "clerk"), reverse("rounds:round_rule", args=[county.round.pk])
    clerk.post(url, said())
    page = clerk.post(url, said(offset="18", reason="又一次")).content.decode()
    assert "已有一条规则生效" in page
    assert "又一次" in page
    assert DeadlineRule.objects.filter(scope=RuleScope.ROUND).count() == 1


def test_rules_of_a_round_are_not_in_a_neighbours_dictionary(county: County) -> None:
    clerk, foreign = signed_in(county, "clerk"), signed_in(make_county("青浦"), "clerk")
    for name, record in (("term_rule", county.term), ("round_rule", county.round)):
        clerk.post(reverse(f"rounds:{name}", args=[record.pk]), said(reason="云岭的理由"))
    narrow = list(DeadlineRule.objects.exclude(scope=RuleScope.SYSTEM))
    for rule in narrow:
        for name in ("rule_detail", "rule_revise", "rule_ladder", "rule_switch"):
            url = reverse(f"deadlines:{name}", args=[rule.pk])
            assert (clerk.get(url).status_code, foreign.get(url).status_code) == (200, 404)
    wide = DeadlineRule.objects.get(code="plan_due", scope=RuleScope.SYSTEM)
    for url in (reverse("deadlines:rule_list"), reverse("deadlines:rule_detail", args=[wide.pk])):
        own, theirs = clerk.get(url).content.decode(), foreign.get(url).content.decode()
        assert [(str(rule.pk) in own, str(rule.pk) in theirs) for rule in narrow] == [(True, False)] * 2


@pytest.mark.parametrize("who", ["team_lead", "unit_head", "leadership"])
def test_others_find_no_such_page(county: County, who: str) -> None:
    client = signed_in(county, who)
    for name, record in (("term_rule", county.term), ("round_rule", county.round)):
        assert client.post(reverse(f"rounds:{name}", args=[record.pk]), said()).status_code == 404
    assert not DeadlineRule.objects.exclude(scope=RuleScope.SYSTEM).exists()


def test_pages_of_term_and_round_lead_there(county: County) -> None:
    clerk = signed_in(county, "clerk")
    for name, record in (("term", county.term), ("round", county.round)):
        page = clerk.get(reverse(f"rounds:{name}_detail", args=[record.pk])).content.decode()
        assert reverse(f"rounds:{name}_rule", args=[record.pk]) in page
