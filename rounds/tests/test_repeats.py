"""屡查屡犯: what the program takes for found again, what a person says to it, where it shows."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Level
from audit.models import Entry
from audit.operations import Stale
from organizations.tests.factories import make_office
from rounds.models import Finding
from rounds.operations.finding import settle_repeat
from rounds.rules.finding import can_settle_repeat
from rounds.states import FindingState, PostingRole
from rounds.tests.factories import (
    County,
    category_of,
    make_county,
    make_finding,
    make_published_assignment,
    make_round,
    make_team,
    post,
)

pytestmark = pytest.mark.django_db
WHY = "两次都是补贴资金滞留，整改后反弹"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Again:
    """A unit in which the same was fed back two years ago and now."""

    county: County
    earlier: Finding
    later: Finding

    def likely(self) -> list[Finding]:
        return list(Finding.objects.likely_repeats())


def published(county: County, number: int, days_ago: int, unit: object = None) -> Finding:
    """Return a finding that was fed back in a round of its own."""
    round_ = make_round(county.term, number)
    round_.schemes.set(county.round.schemes.all())
    team = make_team(round_)
    assignment = make_published_assignment(team, unit or county.unit, findings=1)  # type: ignore[arg-type]
    assignment.published_at = county.by("clerk").at - dt.timedelta(days=days_ago)
    assignment.save()
    found: Finding = assignment.findings.get()
    return found


@pytest.fixture
def again() -> Again:
    county = make_county("云岭")
    return Again(county, published(county, 8, 700), published(county, 9, 30))


# ---------------------------------------------------------------- what the program proposes


def test_likely_is_the_later_one_of_the_same_unit_and_class(again: Again) -> None:
    assert again.likely() == [again.later]
    assert list(Finding.objects.earlier_at_unit(again.later).alike(again.later)) == [again.earlier]
    assert list(Finding.objects.earlier_at_unit(again.earlier)) == []


def test_not_likely_in_another_class(again: Again) -> None:
    again.later.category = category_of(again.county.round, "B07")
    again.later.save()
    assert again.likely() == []
    assert list(Finding.objects.earlier_at_unit(again.later)) == [again.earlier]
    assert list(Finding.objects.earlier_at_unit(again.later).alike(again.later)) == []


def test_not_likely_at_another_unit(again: Again) -> None:
    other = make_county("临川")
    again.later.assignment.unit = other.unit
    again.later.assignment.save()
    assert again.likely() == []
    assert list(Finding.objects.earlier_at_unit(again.later)) == []


def test_not_likely_within_one_round(again: Again) -> None:
    again.later.assignment.team.round = again.earlier.assignment.team.round
    again.later.assignment.team.number = 5
    again.later.assignment.team.save()
    assert again.likely() == []
    assert list(Finding.objects.earlier_at_unit(again.later)) == []


def test_not_likely_before_either_is_fed_back(again: Again) -> None:
    for finding in (again.earlier, again.later):
        Finding.objects.filter(pk=finding.pk).update(state=FindingState.WAITING)
        assert again.likely() == []
        Finding.objects.filter(pk=finding.pk).update(state=FindingState.PUBLISHED)
    assert again.likely() == [again.later]


def test_a_class_of_a_copied_scheme_is_the_same_by_number_and_name(again: Again) -> None:
    own = again.later.category
    copy = type(own)(scheme=own.scheme, parent=own.parent, code=own.code, name=own.name)
    copy.scheme = make_county("江川").office.schemes.get()
    copy.scheme.categories.filter(code=own.code).update(code="Z99")
    copy.save()
    again.later.category = copy
    again.later.save()
    assert again.likely() == [again.later]
    copy.name = "另一类"
    copy.save()
    assert again.likely() == []


# ---------------------------------------------------------------- what a person says


def test_settling_links_the_two_and_leaves_a_trail(again: Again) -> None:
    settle_repeat(again.later, earlier=again.earlier, reason=WHY, by=again.county.by("clerk"))
    again.later.refresh_from_db()
    assert again.later.repeats == again.earlier
    assert list(Finding.objects.repeated()) == [again.later]
    assert again.likely() == []
    last = Entry.objects.about(again.later).first()
    assert last
    assert (last.act, last.reason) == ("find.repeat:E", WHY)


def test_denying_takes_it_off_the_list_and_links_nothing(again: Again) -> None:
    settle_repeat(again.later, earlier=None, reason="对象不同", by=again.county.by("clerk"))
    assert again.likely() == []
    assert not Finding.objects.repeated().exists()


def test_settling_needs_the_ground(again: Again) -> None:
    with pytest.raises(ValidationError) as refused:
        settle_repeat(again.later, earlier=again.earlier, reason=" ", by=again.county.by("clerk"))
    assert list(refused.value.message_dict) == ["reason"]
    assert not Finding.objects.repeated().exists()


def test_settling_takes_no_later_finding_and_none_of_another_unit(again: Again) -> None:
    by = again.county.by("clerk")
    other = published(make_county("临川"), 3, 900)
    for finding, wrong in ((again.earlier, again.later), (again.later, other), (again.later, again.later)):
        with pytest.raises(ValidationError) as refused:
            settle_repeat(finding, earlier=wrong, reason=WHY, by=by)
        assert list(refused.value.message_dict) == ["earlier"]
    assert not Finding.objects.repeated().exists()


def test_settling_is_the_offices_and_after_the_feedback(again: Again) -> None:
    for name in ("clerk", "director"):
        assert can_settle_repeat(again.county.by(name), again.later)
    for name in ("team_lead", "leadership", "unit_head", "unit_liaison"):
        assert not can_settle_repeat(again.county.by(name), again.later)
        with pytest.raises(PermissionDenied):
            settle_repeat(again.later, earlier=None, reason=WHY, by=again.county.by(name))
    waiting = make_finding(again.county.assignment)
    assert waiting.state == FindingState.WAITING
    assert not can_settle_repeat(again.county.by("clerk"), waiting)
    assert not can_settle_repeat(make_county("临川").by("clerk"), again.later)


def test_settling_on_an_old_version_is_refused(again: Again) -> None:
    by = again.county.by("clerk")
    settle_repeat(again.later, earlier=None, reason="对象不同", by=by)
    with pytest.raises(Stale):
        settle_repeat(again.later, earlier=again.earlier, reason=WHY, by=by, version=1)


# ---------------------------------------------------------------- pages


def text(client: Client, name: str, *args: object, **rest: str) -> str:
    answer = client.get(reverse(f"rounds:{name}", args=args), rest)
    return answer.content.decode()


def test_list_offers_the_likely_and_tells_the_confirmed(client: Client, again: Again) -> None:
    enter(client, again, "clerk")
    shown = text(client, "repeat_list")
    assert again.later.number in shown
    assert "待核对" in shown
    assert text(client, "repeat_list", settled="yes").count("<tr data-row") == 0
    settle_repeat(again.later, earlier=again.earlier, reason=WHY, by=again.county.by("clerk"))
    assert text(client, "repeat_list", settled="yes").count("<tr data-row") == 1
    assert text(client, "repeat_list", settled="no").count("<tr data-row") == 0
    enter(client, again, "team_lead")
    assert client.get(reverse("rounds:repeat_list")).status_code == 404


def test_repeat_list_is_of_the_own_office_also_for_a_clerk_who_serves_elsewhere(
    client: Client, again: Again
) -> None:
    """Whoever inspects for another office sees its findings, and settles nothing there."""
    other = make_county("临川")
    post(again.later.assignment.team, other.people["clerk"], PostingRole.LEADER)
    client.force_login(other.user("clerk"), backend=BACKEND)
    assert again.later in Finding.objects.visible_to(other.by("clerk"))
    assert client.get(reverse("rounds:repeat_list")).context["listing"].total == 0


def test_repeat_list_names_no_finding_to_a_clerk_who_is_not_cleared_for_findings(
    client: Client, again: Again
) -> None:
    User.objects.filter(pk=again.county.user("clerk").pk).update(clearance=Level.S2)
    enter(client, again, "clerk")
    listed = client.get(reverse("rounds:repeat_list"))
    assert (listed.status_code, listed.context["listing"].total) == (200, 0)


def test_only_an__earlier_finding_in_sight_is_offered(client: Client, again: Again) -> None:
    """What the office above fed back to the unit is not the county's to compare with."""
    enter(client, again, "clerk")
    choice = f'value="{again.earlier.pk}"'
    assert choice in text(client, "finding_repeat", again.later.pk)
    again.earlier.assignment.office = make_office("市委巡察办")
    again.earlier.assignment.save()
    assert choice not in text(client, "finding_repeat", again.later.pk)


def test_page_proposes_the_one_of_the_same_class_and_keeps_the_answer(client: Client, again: Again) -> None:
    enter(client, again, "clerk")
    shown = text(client, "finding_repeat", again.later.pk)
    assert "（同一类别）" in shown
    assert f'value="{again.earlier.pk}" selected' in shown
    url = reverse("rounds:finding_repeat", args=[again.later.pk])
    wrong = client.post(url, {"earlier": str(again.earlier.pk), "reason": ""})
    assert wrong.status_code == 200
    assert not Finding.objects.repeated().exists()
    sent = client.post(
        url, {"earlier": str(again.earlier.pk), "reason": WHY, "version": str(again.later.version)}
    )
    assert sent.status_code == 302
    assert list(Finding.objects.repeated()) == [again.later]


def test_both_pages_tell_of_each_other_to_whoever_sees_both(client: Client, again: Again) -> None:
    settle_repeat(again.later, earlier=again.earlier, reason=WHY, by=again.county.by("clerk"))
    enter(client, again, "clerk")
    assert "以前反馈" in text(client, "finding_detail", again.later.pk)
    assert "此后又反馈" not in text(client, "finding_detail", again.later.pk)
    assert "此后又反馈" in text(client, "finding_detail", again.earlier.pk)
    enter(client, again, "unit_head")
    assert "此后又反馈" in text(client, "finding_detail", again.earlier.pk)
    Finding.objects.filter(pk=again.later.pk).update(state=FindingState.WAITING)
    again.later.assignment.published_at = None
    again.later.assignment.save()
    assert "此后又反馈" not in text(client, "finding_detail", again.earlier.pk)


def test_button_stands_where_there_is_something_to_compare(client: Client, again: Again) -> None:
    enter(client, again, "clerk")
    assert "屡查屡犯核对" in text(client, "finding_detail", again.later.pk)
    assert "屡查屡犯核对" not in text(client, "finding_detail", again.earlier.pk)
    enter(client, again, "team_lead")
    assert client.get(reverse("rounds:finding_repeat", args=[again.later.pk])).status_code == 404


def enter(client: Client, again: Again, name: str) -> None:
    client.force_login(again.county.user(name), backend=BACKEND)
