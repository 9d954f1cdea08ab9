from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rounds.models import Round
from rounds.operations import round as operations
from rounds.states import RoundState
from rounds.tests.factories import County, make_county, make_round, make_scheme

pytestmark = pytest.mark.django_db
SAID = {
    "number": "2",
    "name": "第二轮巡察",
    "kind": "regular",
    "mode": "plain",
    "starts_on": "2026-09-01",
    "ends_on": "2026-12-31",
    "rectification_months": "3",
}


@pytest.fixture
def county() -> County:
    return make_county()


def post(client: Client, county: County, who: str, page: str, pk: Any, /, **data: Any) -> Any:
    client.force_login(county.user(who))
    return client.post(reverse(f"rounds:{page}", args=[pk]), data, follow=True)


def stored(round_: Round) -> Round:
    return Round.objects.get(pk=round_.pk)


def test_the_page_proposes_number_and_name(client: Client, county: County) -> None:
    client.force_login(county.user("clerk"))
    text = client.get(reverse("rounds:round_create", args=[county.term.pk])).content.decode()
    assert 'value="第二轮巡察"' in text
    assert "四个聚焦（第1版）" in text


def test_a_round_is_set_up_with_its_schemes(client: Client, county: County) -> None:
    scheme = county.office.schemes.get()
    answer = post(client, county, "clerk", "round_create", county.term.pk, schemes=[str(scheme.pk)], **SAID)
    assert "已设立轮次" in answer.content.decode()
    made = Round.objects.get(number=2)
    assert (made.rectification_months, list(made.schemes.all())) == (3, [scheme])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "1"}, "本届已有这一轮次"),
        ({"ends_on": "2026-01-01"}, "结束日期早于开始日期"),
        ({"starts_on": ""}, "必填"),
    ],
)
def test_a_round_that_cannot_be_is_told_and_kept(
    client: Client, county: County, change: dict[str, str], words: str
) -> None:
    answer = post(client, county, "clerk", "round_create", county.term.pk, **{**SAID, **change})
    text = answer.content.decode()
    assert words in text
    assert 'value="第二轮巡察"' in text
    assert Round.objects.count() == 1


def test_a_round_is_edited_upon_its_version(client: Client, county: County) -> None:
    said = {**SAID, "number": "1", "name": "第一轮常规巡察"}
    post(client, county, "clerk", "round_edit", county.round.pk, version="1", **said)
    assert stored(county.round).name == "第一轮常规巡察"
    late = post(
        client, county, "clerk", "round_edit", county.round.pk, version="1", **{**said, "name": "又改"}
    )
    assert "他人" in late.content.decode()
    assert stored(county.round).name == "第一轮常规巡察"


def test_schemes_are_chosen_for_a_round(client: Client, county: County) -> None:
    other = make_scheme(county.office, "六项纪律")
    mine = county.round.schemes.get()
    chosen = [str(mine.pk), str(other.pk)]
    post(client, county, "clerk", "round_schemes", county.round.pk, schemes=chosen)
    assert set(county.round.schemes.all()) == {mine, other}


def test_a_round_moves_on_by_the_director(client: Client, county: County) -> None:
    answer = post(client, county, "director", "round_advance", county.round.pk, opinion="全部撤离")
    assert "已转为“报告中”" in answer.content.decode()
    assert stored(county.round).state == RoundState.REPORTING


def test_pausing_and_resuming_on_the_pages(client: Client, county: County) -> None:
    post(client, county, "director", "round_pause", county.round.pk, reason="防汛")
    assert stored(county.round).state == RoundState.PAUSED
    page = client.get(reverse("rounds:round_detail", args=[county.round.pk])).content.decode()
    assert "恢复</a>" in page
    assert "暂停</a>" not in page
    post(client, county, "director", "round_resume", county.round.pk, opinion="")
    assert stored(county.round).state == RoundState.ON_SITE


def test_what_does_not_fit_the_state_is_refused(client: Client, county: County) -> None:
    client.force_login(county.user("director"))
    assert client.get(reverse("rounds:round_resume", args=[county.round.pk])).status_code == 403
    assert post(client, county, "director", "round_resume", county.round.pk).status_code == 409
    Round.objects.filter(pk=county.round.pk).update(state=RoundState.ARCHIVED)
    for name in ("round_advance", "round_pause"):
        assert post(client, county, "director", name, county.round.pk, reason="理由").status_code == 409
    assert post(client, county, "clerk", "round_edit", county.round.pk, **SAID).status_code == 403


def test_the_page_of_a_round_shows_teams_and_tasks_with_the_acts_of_each(
    client: Client, county: County
) -> None:
    def page(who: str) -> str:
        client.force_login(county.user(who))
        return client.get(reverse("rounds:round_detail", args=[county.round.pk])).content.decode()

    for who in ("director", "clerk", "leadership", "member"):
        assert "第1巡察组" in page(who)
        assert "云岭县青石镇" in page(who)
    assert "转为“报告中”" in page("director")
    assert "转为“报告中”" not in page("clerk")
    assert "设立巡察组" in page("clerk")
    assert "设立巡察组" not in page("member")


def test_the_list_is_narrowed_and_says_how_many(client: Client, county: County) -> None:
    other = make_round(county.term, 2, RoundState.PREPARING)
    client.force_login(county.user("director"))
    rows = client.get(reverse("rounds:round_list"), {"state": "preparing"}).context["listing"]
    assert (list(rows.rows), rows.total) == ([other], 1)
    rows = client.get(reverse("rounds:round_list"), {"sort": "number"}).context["listing"]
    assert [row.number for row in rows.rows] == [1, 2]
    assert rows.rows[0].many_units == 1


def test_the_round_was_moved_between_reading_and_writing(
    client: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = operations.advance

    def after_another(round_: Round, **rest: Any) -> Round:
        real(stored(round_), by=county.by("director"))
        return real(round_, **rest)

    monkeypatch.setattr(operations, "advance", after_another)
    answer = post(client, county, "director", "round_advance", county.round.pk)
    assert answer.status_code == 409
    assert "这件事您已经办理过" in answer.content.decode()
    assert stored(county.round).state == RoundState.REPORTING
