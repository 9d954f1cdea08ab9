"""抽查: drawn by a seed that is shown, every draw kept, what was drawn seen on site before it is closed."""

from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import Stale
from organizations.models import Recusal
from organizations.states import RecusalState
from rectification.models import Draw, DrawLine, Item, SiteCheck
from rectification.operations import closing, sampling
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    checked,
    draw,
    make_fed_back,
    make_fixing,
    reopened,
    seen,
    supervise,
    today,
)
from rectification.views.trail import trail_of
from tests.standing import standing

pytestmark = pytest.mark.django_db


def all_checked(many: int) -> Mending:
    mending = make_fixing(many)
    for item in mending.items:
        checked(mending, item)
    return mending


def build() -> Mending:
    return all_checked(4)


built, mending = standing(build)


def drawn_of(made: Draw) -> set[str]:
    return set(made.lines.filter(is_drawn=True).values_list("number", flat=True))


def test_a_draw_can_be_made_again_from_its_seed_and_list(mending: Mending) -> None:
    made = draw(mending, many=2)
    numbers = [item.finding.number for item in mending.items]
    again = sorted(numbers, key=lambda number: sha256((made.seed + number).encode()).hexdigest())
    assert list(made.lines.values_list("number", flat=True)) == again
    assert drawn_of(made) == set(again[:2])


def test_the_seed_the_list_and_what_was_drawn_are_in_the_trail(mending: Mending) -> None:
    made = draw(mending, many=1)
    entry = Entry.objects.about(made).get()
    numbers = sorted(item.finding.number for item in mending.items)
    assert (entry.act, entry.facts["seed"], entry.facts["numbers"]) == ("rect.close:P", made.seed, numbers)
    assert set(entry.facts["drawn"]) == drawn_of(made)
    item = Item.objects.get(state=ItemState.SAMPLED)
    assert made.seed in Entry.objects.about(item)[0].reason


def test_what_was_drawn_waits_and_the_rest_is_closed_on_the_papers(mending: Mending) -> None:
    draw(mending, percent=50)
    drawn = list(Item.objects.filter(sampled=True, state=ItemState.SAMPLED))
    rest = list(Item.objects.filter(sampled=False, state=ItemState.CHECKED))
    assert (len(drawn), len(rest)) == (2, 2)
    director = mending.by("director")
    with pytest.raises(PermissionDenied, match="登记抽查情况"):
        closing.close_items(drawn, by=director)
    closing.close_items(rest, by=director)
    for item in drawn:
        seen(mending, item)
    closing.close_items(list(Item.objects.filter(sampled=True)), by=director)
    assert not Item.objects.unfinished().exists()


def test_only_what_passed_the_first_check_is_on_the_list() -> None:
    mending = make_fixing(3)
    checked(mending, mending.items[0])
    applied(mending, mending.items[1])
    made = draw(mending)
    assert [line.item_id for line in made.lines.all()] == [mending.items[0].pk]
    with pytest.raises(ValidationError, match="初核通过以后再抽样"):
        draw(mending)


@pytest.mark.parametrize("size", [{"many": 0}, {"many": 5}, {"percent": 0}, {"percent": 101}, {"many": -1}])
def test_as_many_as_there_are_can_be_drawn_and_one_at_least(mending: Mending, size: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="请填"):
        draw(mending, **size)
    assert (Draw.objects.count(), Item.objects.filter(sampled=True).count()) == (0, 0)


def test_a_second_draw_needs_a_reason_and_stands_beside_the_first(mending: Mending) -> None:
    first = draw(mending)
    with pytest.raises(ValidationError) as refused:
        draw(mending)
    assert "reason" in refused.value.message_dict
    assert Draw.objects.count() == 1
    second = draw(mending, reason="首次抽中过少")
    assert [(one.again, one.reason) for one in (first, second)] == [(False, ""), (True, "首次抽中过少")]
    assert list(Draw.objects.over_the_same_as(second)) == [first]
    assert list(Draw.objects.over_the_same_as(first)) == [second]
    assert Item.objects.filter(sampled=True).count() == 2  # what was drawn first stays drawn
    assert [Entry.objects.about(one).get().facts["again"] for one in (first, second)] == [False, True]


def test_one_more_on_the_list_does_not_hide_that_it_is_drawn_again() -> None:
    mending = make_fixing(3)
    checked(mending, mending.items[0])
    checked(mending, mending.items[1])
    draw(mending)
    checked(mending, mending.items[2])
    with pytest.raises(ValidationError, match="再次抽样"):
        draw(mending)
    round_ = mending.assignment.team.round
    with pytest.raises(ValidationError, match="再次抽样"):
        sampling.draw_sample(round_, many=1, by=mending.by("clerk"))


def test_a_list_of_others_is_a_first_draw() -> None:
    mending = make_fixing(2)
    checked(mending, mending.items[0])
    first = draw(mending)
    checked(mending, mending.items[1])
    second = draw(mending)
    assert (second.again, list(Draw.objects.over_the_same_as(first))) == (False, [])


def test_in_a_new_cycle_it_is_drawn_for_the_first_time_again() -> None:
    mending = make_fixing(1)
    item = checked(mending)
    draw(mending)
    seen(mending, mending.item)
    closing.close_items([mending.item], by=mending.by("director"))
    reopened(mending, mending.item)
    checked(mending, mending.item)
    second = draw(mending)
    assert (second.reason, second.lines.get().cycle) == ("", 2)
    assert list(Draw.objects.over_the_same_as(second)) == []
    assert DrawLine.objects.filter(item=item).count() == 2


def beside(one: Mending) -> Mending:
    """Return another unit of the same round, whose one problem passed the first check."""
    other = make_fed_back(1, name="临川")
    other.assignment.team.round_id = one.assignment.team.round_id
    other.assignment.team.number = 2
    other.assignment.team.save()
    type(other.assignment).objects.filter(pk=other.assignment.pk).update(office=one.county.office)
    Item.objects.filter(assignment=other.assignment).update(state=ItemState.CHECKED)
    return other


def test_a_whole_round_is_drawn_over_and_a_number_of_two_units_names_the_unit() -> None:
    one = all_checked(1)
    other = beside(one)
    made = sampling.draw_sample(one.assignment.team.round, many=2, by=one.by("clerk"))
    units = {str(one.assignment.unit), str(other.assignment.unit)}
    assert made.assignment is None
    assert {line.number for line in made.lines.all()} == {f"001（{unit}）" for unit in units}


OTHERS = ["director", "leadership", "team_lead", "member", "unit_head", "unit_liaison", "receiver"]


@pytest.mark.parametrize("who", OTHERS)
def test_to_draw_is_the_clerks(mending: Mending, who: str) -> None:
    for place in (mending.assignment, mending.assignment.team.round):
        with pytest.raises(PermissionDenied):
            sampling.draw_sample(place, many=1, by=mending.by(who))
    assert not Draw.objects.exists()


def test_another_county_neither_draws_nor_sees(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    with pytest.raises(PermissionDenied):
        sampling.draw_sample(mending.assignment, many=1, by=other.by("clerk"))
    draw(mending)
    assert not Draw.objects.visible_to(other.by("clerk")).exists()


def test_who_sees_a_draw(mending: Mending) -> None:
    draw(mending)
    sees = {name for name in [*OTHERS, "clerk"] if Draw.objects.visible_to(mending.by(name)).exists()}
    assert sees == {"director", "clerk"}


def test_who_supervises_a_unit_draws_there_and_sees_no_draw_of_the_round(mending: Mending) -> None:
    supervise(mending)
    round_ = mending.assignment.team.round
    with pytest.raises(PermissionDenied):
        sampling.draw_sample(round_, many=1, by=mending.by("receiver"))
    whole = sampling.draw_sample(round_, many=1, by=mending.by("clerk"))
    own = sampling.draw_sample(mending.assignment, many=1, reason="专项督查", by=mending.by("receiver"))
    assert list(Draw.objects.visible_to(mending.by("receiver"))) == [own]
    assert set(Draw.objects.visible_to(mending.by("clerk"))) == {whole, own}


def test_who_must_keep_away_from_a_unit_draws_nothing_there_and_sees_no_such_draw(mending: Mending) -> None:
    """The ``scope_q`` of a draw asks what stands on its list."""
    made = draw(mending)
    other, second = beside(mending), mending.by("second_clerk")
    there = sampling.draw_sample(other.assignment, many=1, by=second)
    whole = sampling.draw_sample(mending.assignment.team.round, many=1, reason="扩大", by=second)
    Recusal.objects.create(
        person=mending.county.people["clerk"],
        party_organization=mending.assignment.party_organization,
        ground="配偶在该单位",
        state=RecusalState.GRANTED,
        declared_at=mending.by("clerk").at,
    )
    clerk = mending.by("clerk")
    assert list(Draw.objects.visible_to(clerk)) == [there]
    assert set(Draw.objects.visible_to(second)) == {made, there, whole}
    with pytest.raises(ValidationError, match="初核通过以后再抽样"):
        sampling.draw_sample(mending.assignment.team.round, many=1, reason="再抽", by=clerk)


def test_a_check_on_site_says_who_when_and_whether_it_is_so(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    check = seen(mending, item)
    assert (check.people, check.checked_on, check.found) == ("陈远山、顾长河", today(), SiteFinding.TRUE)
    assert Item.objects.get(pk=item.pk).site_found == SiteFinding.TRUE
    entry = Entry.objects.about(item)[0]
    assert (entry.act, entry.reason) == ("rect.close:P", "现场抽查属实：抽查二十户，兑付到户")


@pytest.mark.parametrize("lacking", ["people", "text"])
def test_a_check_on_site_without_people_or_words_is_refused(mending: Mending, lacking: str) -> None:
    draw(mending)
    said = {"found": "true", "checked_on": today(), "people": "陈远山", "text": "属实", lacking: " "}
    item = Item.objects.get(sampled=True)
    with pytest.raises(ValidationError) as refused:
        sampling.record_site_check(item, by=mending.by("clerk"), **said)  # type: ignore[arg-type]
    assert lacking in refused.value.message_dict
    assert not SiteCheck.objects.exists()


def test_a_check_on_site_is_not_of_tomorrow(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    said = {"found": "true", "people": "陈远山", "text": "属实", "by": mending.by("clerk")}
    with pytest.raises(ValidationError, match="不能晚于今天"):
        sampling.record_site_check(item, checked_on=today() + DAY, **said)  # type: ignore[arg-type]


def test_what_was_not_drawn_has_no_check_on_site(mending: Mending) -> None:
    with pytest.raises(PermissionDenied):
        seen(mending, mending.item)


def test_what_is_untrue_is_returned_and_looked_at_again(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    seen(mending, item, SiteFinding.UNTRUE)
    with pytest.raises(PermissionDenied):
        seen(mending, item)  # nobody talks it away
    with pytest.raises(PermissionDenied, match="退回整改"):
        closing.close_items([item], by=mending.by("director"))
    closing.return_application(item, reason="现场抽查不属实", by=mending.by("director"))
    checked(mending, item)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.state, stored.sampled, stored.site_found) == (ItemState.CHECKED, True, "")
    with pytest.raises(PermissionDenied, match="登记抽查情况"):
        closing.close_items([stored], by=mending.by("director"))
    seen(mending, stored)
    closing.close_items([stored], by=mending.by("director"))
    assert Item.objects.get(pk=item.pk).state == ItemState.CLOSED
    assert [check.found for check in item.site_checks.all()] == ["untrue", "true"]


def test_what_was_drawn_and_returned_is_not_on_the_next_list(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    closing.return_application(item, reason="补材料", by=mending.by("director"))
    checked(mending, item)
    made = draw(mending, many=3, reason="其余也看")
    assert item.pk not in set(made.lines.values_list("item", flat=True))


def test_who_closes_on_an_old_page_meets_what_was_found_meanwhile(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    seen(mending, item)
    old = Item.objects.get(pk=item.pk)
    seen(mending, Item.objects.get(pk=item.pk), SiteFinding.UNTRUE)
    with pytest.raises(PermissionDenied, match="不属实"):
        closing.close_items([old], by=mending.by("director"))
    assert Item.objects.get(pk=item.pk).state == ItemState.SAMPLED


def test_of_two_who_record_upon_the_same_page_the_second_is_told(mending: Mending) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    said = {"checked_on": today(), "people": "陈远山", "text": "看过", "by": mending.by("clerk")}
    first, second = Item.objects.get(pk=item.pk), Item.objects.get(pk=item.pk)
    sampling.record_site_check(first, found="true", version=item.version, **said)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        sampling.record_site_check(second, found="untrue", version=item.version, **said)  # type: ignore[arg-type]
    assert SiteCheck.objects.count() == 1


def test_the_unit_does_not_read_what_is_to_be_seen(mending: Mending) -> None:
    made = draw(mending)
    item = Item.objects.get(sampled=True)
    seen(mending, item)
    told = {
        who: str([row.reason for row in trail_of(item, by=mending.by(who))]) for who in ("clerk", "unit_head")
    }
    assert (made.seed in told["clerk"], "抽查二十户" in told["clerk"]) == (True, True)
    assert (made.seed in told["unit_head"], "抽查二十户" in told["unit_head"]) == (False, False)
