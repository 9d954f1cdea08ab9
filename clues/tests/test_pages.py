"""Pages of clues: works, wrong method, stranger 404, no right 403, htmx part; and what opening leaves behind."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from clues.models import Clue, Subject
from clues.states import ClueState
from clues.tests.factories import NAME, SECRET, make_clue, register, seat_second_director
from documents.models import ProxyEntry
from documents.tests.factories import upload
from organizations.models import Body
from rounds.tests.factories import County, make_assignment, make_county

NOWHERE = UUID(int=7)
pytestmark = pytest.mark.django_db
PAPER = {"signer": "周明", "post": "县委书记", "signed_on": "2026-06-01", "number": "阅批〔2026〕7号"}


@pytest.fixture
def county() -> County:
    return make_county()


def enter(client: Client, county: County, who: str) -> Client:
    client.force_login(county.user(who))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"clues:{name}", args=args)


def text(client: Client, county: County, who: str, page: str) -> str:
    answer = enter(client, county, who).get(page, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, county: County, who: str, page: str, **said: Any) -> Any:
    return enter(client, county, who).post(page, said, follow=True)


def test_the_list_offers_the_units_of_clues_in_sight_and_no_other(client: Client, county: County) -> None:
    register(county)
    elsewhere = make_county("外县")
    register(elsewhere)
    page = text(client, county, "team_lead", url("clue_list"))
    assert f'value="{county.unit.pk}"' in page
    assert str(elsewhere.unit.pk) not in page


PAGES = ("clue_detail", "clue_edit", "clue_move", "clue_hand_over", "subject_file")


def page_of(name: str, clue: Clue) -> str:
    if name == "subject_file":
        return url(name, Subject.objects.get(clue=clue).pk)
    return url(name, clue.pk, "weigh") if name == "clue_move" else url(name, clue.pk)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_clue_out_of_reach_does_not_exist(client: Client, county: County, name: str) -> None:
    clue = register(county)
    elsewhere = make_county("外县")
    for who in ("team_lead", "receiver"):
        answer = enter(client, elsewhere, who).get(page_of(name, clue))
        assert answer.status_code == 404
        assert enter(client, elsewhere, "director").get(page_of(name, clue)).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(page_of(name, clue)).headers["Location"]


@pytest.mark.parametrize("name", ["clue_list", "clue_detail"])
def test_a_page_that_only_shows_takes_no_post(client: Client, county: County, name: str) -> None:
    clue = register(county)
    page = url(name) if name == "clue_list" else url(name, clue.pk)
    assert enter(client, county, "director").post(page).status_code == 405


@pytest.mark.parametrize("who", ["member", "liaison", "unit_head", "unit_liaison"])
def test_for_whom_holds_no_right_there_is_no_list(client: Client, county: County, who: str) -> None:
    register(county)
    answer = enter(client, county, who).get(url("clue_list"))
    assert answer.status_code == 404
    assert "线索-01" not in answer.content.decode()


def test_the_list_of_a_clerk_is_empty(client: Client, county: County) -> None:
    register(county)
    assert "线索-01" not in text(client, county, "clerk", url("clue_list"))
    assert client.get(url("clue_list")).context["listing"].total == 0


def test_the_list_shows_surname_only_and_answers_htmx_with_its_part(client: Client, county: County) -> None:
    clue = register(county)
    page = text(client, county, "director", url("clue_list"))
    assert clue.number in page
    assert f"{NAME[:1]}某" in page
    assert NAME not in page
    assert SECRET not in page
    part = client.get(url("clue_list"), headers={"HX-Request": "true"}).content.decode()
    assert clue.number in part
    assert "<html" not in part


def test_the_list_asks_no_more_for_more_rows(
    client: Client, county: County, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        register(county)
    enter(client, county, "director").get(url("clue_list"))
    # The frame is looked up anew after an act: before the first reading, as before the second
    register(county)
    with django_assert_max_num_queries(40) as first:
        client.get(url("clue_list"))
    for _ in range(6):
        register(county)
    with django_assert_max_num_queries(len(first)):
        client.get(url("clue_list"))


def test_the_list_is_narrowed_by_state_unit_and_key(client: Client, county: County) -> None:
    plain = register(county, make_assignment(county.team), is_key=False)
    key = make_clue(county, ClueState.TEAM)
    enter(client, county, "director")
    for query, expected in (
        ("state=team", [key]),
        (f"unit={plain.assignment.unit_id}", [plain]),
        ("is_key=True", [key]),
        ("is_key=False", [plain]),
        ("q=" + plain.number, [plain]),
    ):
        answer = client.get(f"{url('clue_list')}?{query}")
        assert answer.context["listing"].rows == expected, query


def test_opening_a_clue_leaves_one_entry_of_who_read_it(client: Client, county: County) -> None:
    clue = register(county)
    page = text(client, county, "deputy", url("clue_detail", clue.pk))
    assert SECRET in page
    assert NAME in page
    reads = Entry.objects.looks_at(clue).filter(act="clue.read:V")
    assert [entry.user for entry in reads] == [county.user("deputy")]
    text(client, county, "director", url("clue_list"))
    assert reads.count() == 1


def test_a_clue_is_registered_line_by_line(client: Client, county: County) -> None:
    page = url("clue_create", county.assignment.pk)
    said = {"people": f"{NAME}，青石镇党委委员，副科级\n待查", "discipline": "P3", "summary": SECRET}
    assert "已登记" in press(client, county, "team_lead", page, **said).content.decode()
    clue = Clue.objects.get()
    assert set(clue.subjects.values_list("name", "post")) == {(NAME, "青石镇党委委员"), ("待查", "")}


@pytest.mark.parametrize(
    "people",
    [
        "",
        "，党委委员",
        "甲，乙，丙，丁",
        "罗岭　县发改局局长",
        "罗岭 县发改局",
        "罗岭、唐溪",
        "罗岭；局长",
        "罗岭（局长）",
    ],
)
def test_what_cannot_be_read_is_told_and_kept(client: Client, county: County, people: str) -> None:
    page = url("clue_create", county.assignment.pk)
    answer = press(client, county, "team_lead", page, people=people, discipline="P3", summary=SECRET)
    assert answer.context["form"].errors.keys() == {"people"}
    assert SECRET in answer.content.decode()
    assert not Clue.objects.exists()


def test_the_way_leads_through_the_task_for_the_team_and_through_the_list_for_the_receiver(
    client: Client, county: County
) -> None:
    clue = make_clue(county, ClueState.HANDED)
    page = url("clue_detail", clue.pk)
    ways = {
        who: enter(client, county, who).get(page, follow=True).context["crumbs"]
        for who in ("team_lead", "receiver")
    }
    assert (str(county.assignment), reverse("rounds:assignment_detail", args=[county.assignment.pk])) in ways[
        "team_lead"
    ]
    assert [name for name, _ in ways["receiver"]] == ["问题线索", f"线索 {clue.number}"]


def test_registering_is_not_offered_where_one_may_not(client: Client, county: County) -> None:
    page = url("clue_create", county.assignment.pk)
    assert page in text(client, county, "deputy", url("clue_list"))
    assert page not in text(client, county, "director", url("clue_list"))
    assert enter(client, county, "director").get(page).status_code == 404
    assert enter(client, make_county("外县"), "team_lead").get(page).status_code == 404


def test_from_registering_to_closing_in_the_browser(client: Client, county: County) -> None:
    clue = register(county)
    subject, body = clue.subjects.get(), Body.objects.get(office=county.office)
    today = str(county.by("director").on)
    for who, page, said in (
        ("team_lead", url("clue_move", clue.pk, "weigh"), {"opinion": "可查性强"}),
        ("team_lead", url("clue_move", clue.pk, "send"), {"opinion": ""}),
        ("director", url("clue_move", clue.pk, "forward"), {"opinion": "拟同意"}),
        ("leadership", url("clue_move", clue.pk, "approve"), {"opinion": "同意"}),
        ("director", url("clue_hand_over", clue.pk), {"receiver": body.pk, "on": today, "number": "1号"}),
        ("receiver", url("clue_move", clue.pk, "sign"), {}),
        ("receiver", url("clue_move", clue.pk, "take-up"), {"disposal": "verify"}),
        ("receiver", url("subject_file", subject.pk), {"filed_on": today}),
        ("receiver", url("clue_move", clue.pk, "answer"), {"outcome": "已立案"}),
        ("receiver", url("clue_move", clue.pk, "close"), {}),
    ):
        assert enter(client, county, who).get(page).status_code == 200, page
        assert press(client, county, who, page, **said).status_code == 200, page
    clue.refresh_from_db()
    subject.refresh_from_db()
    assert (clue.state, str(subject.filed_on), clue.outcome) == (ClueState.CLOSED, today, "已立案")


def test_a_clue_leaves_the_leader_with_the_approval(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.APPROVAL)
    assert "同意移交" in text(client, county, "leadership", url("clue_detail", clue.pk))
    answer = press(client, county, "leadership", url("clue_move", clue.pk, "approve"), opinion="同意")
    assert answer.redirect_chain[-1][0] == "/"
    assert client.get(url("clue_detail", clue.pk)).status_code == 404


def test_the_way_on_after_an_approval_tells_nobody_which_clues_there_are(
    client: Client, county: County
) -> None:
    signed, other = make_clue(county, ClueState.APPROVAL), make_clue(county, ClueState.OFFICE)
    press(client, county, "leadership", url("clue_move", signed.pk, "approve"), opinion="同意")
    for key in (signed.pk, other.pk, NOWHERE):
        assert client.get(url("clue_after", key)).headers["Location"] == "/"


def test_steps_that_are_not_ones_turn_are_refused_and_unknown_ones_do_not_exist(
    client: Client, county: County
) -> None:
    clue = register(county)
    assert press(client, county, "director", url("clue_move", clue.pk, "forward")).status_code == 403
    assert press(client, county, "director", url("clue_move", clue.pk, "fly")).status_code == 404
    assert press(client, county, "director", url("clue_hand_over", clue.pk)).status_code == 403
    clue.refresh_from_db()
    assert clue.state == ClueState.REGISTERED


def test_an_edit_that_somebody_overtook_shows_both_versions(client: Client, county: County) -> None:
    clue = register(county)
    said = {"summary": "第一人所写", "is_key": "on", "version": "1"}
    press(client, county, "team_lead", url("clue_edit", clue.pk), **said)
    answer = press(client, county, "deputy", url("clue_edit", clue.pk), **{**said, "summary": "第二人所写"})
    page = answer.content.decode()
    assert "第一人所写" in page
    assert "第二人所写" in page
    clue.refresh_from_db()
    assert clue.summary == "第一人所写"


def test_a_filing_to_come_is_told_beside_its_field(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.WORKING)
    answer = press(
        client, county, "receiver", url("subject_file", clue.subjects.get().pk), filed_on="2099-01-01"
    )
    assert answer.context["form"].errors.keys() == {"filed_on"}
    assert clue.subjects.get().filed_on is None


PROXIED = {
    "clue-approve": (ClueState.APPROVAL, ClueState.APPROVED, {"opinion": "同意"}),
    "clue-receipt": (ClueState.HANDED, ClueState.RECEIVED, {}),
    "clue-disposal": (ClueState.RECEIVED, ClueState.WORKING, {"disposal": "verify"}),
    "clue-answer": (ClueState.WORKING, ClueState.ANSWERED, {"outcome": "已立案审查，移送司法"}),
}


@pytest.mark.parametrize("kind", PROXIED)
def test_a_signed_paper_counts_when_a_second_director_confirms_it(
    client: Client, county: County, kind: str
) -> None:
    before, after, said = PROXIED[kind]
    seat_second_director(county)
    clue = make_clue(county, before)
    page = url("proxy_enter", kind, clue.pk)
    assert page in text(client, county, "director", url("clue_detail", clue.pk))
    press(client, county, "director", page, scan=upload("签批件.pdf"), **PAPER, **said)
    entry = ProxyEntry.objects.get()
    confirm = url("proxy_confirm", entry.pk)
    press(client, county, "director", confirm, decision="agree")
    assert Clue.objects.get(pk=clue.pk).state == before
    press(client, county, "second_director", confirm, decision="agree")
    assert Clue.objects.get(pk=clue.pk).state == after
    assert Entry.objects.about(clue).filter(to_state=after).get().acting_for == "周明（县委书记）"


def test_no_clerk_learns_from_a_signed_paper_what_a_clue_says(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.WORKING)
    said = {"outcome": "已立案审查，移送司法"}
    assert enter(client, county, "clerk").get(url("proxy_enter", "clue-answer", clue.pk)).status_code == 404
    press(
        client,
        county,
        "director",
        url("proxy_enter", "clue-answer", clue.pk),
        scan=upload("a.pdf"),
        **PAPER,
        **said,
    )
    entry = ProxyEntry.objects.get()
    assert clue.number not in text(client, county, "second_clerk", reverse("documents:proxy_list"))
    assert client.get(url("proxy_confirm", entry.pk)).status_code == 404
    assert client.get(reverse("documents:proxy_scan", args=[entry.pk])).status_code == 404
    assert Clue.objects.get(pk=clue.pk).state == ClueState.WORKING
