"""回避的证明: table, silence, and who sees what, in figures.

A subset runs with every test; ``PROVE=full`` runs all of it. Figures are printed with ``-s``.
"""

import time
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from clues.models import Clue
from clues.operations import Named
from clues.states import ClueState
from clues.tests.factories import WAY, register
from organizations.models import Kin, Person, Recusal, Tenure
from organizations.operations import recusal as recusals
from organizations.recusal import hits
from organizations.states import Effect, Kinship, RecusalState, TenureKind, Trigger
from organizations.tests.factories import LONG_AGO, make_person, make_unit, sit_in_office
from organizations.triggers import LINES, lines_on
from rectification.models import RectificationPlan
from rounds.models import Assignment, Report, Team
from rounds.sight import place_of, place_of_team, seers
from rounds.tests.factories import County
from tests.access.silent import BACKEND, discipline, hidden_clue, make_rich_county, taken_back, walk
from tests.standing import standing
from tests.turns import FULL

pytestmark = pytest.mark.django_db
NAMED = ("team_lead", "deputy", "director", "receiver", "leadership")
FAST = {
    "team_lead": (ClueState.TEAM,),
    "director": (ClueState.APPROVAL,),
    "receiver": (ClueState.WORKING,),
}
STATES = dict.fromkeys(NAMED, WAY) if FULL else FAST
MOST_PAGES = 400 if FULL else 60


built, county = standing(make_rich_county)


def proved(words: str) -> None:
    print(f"证明：{words}")


# the table


def _hit(county: County, person: Person, trigger: Trigger) -> None:
    """Make true what a line of the table is found from."""
    unit, kin = county.unit, {Trigger.SPOUSE: Kinship.SPOUSE, Trigger.KIN: Kinship.LINEAL}
    kin[Trigger.INLAW] = Kinship.INLAW
    staff = {"since": LONG_AGO, "title": "干部"}
    if trigger in kin:
        Kin.objects.create(person=person, kinship=kin[trigger], name="方敏", unit=unit)
    elif trigger == Trigger.WORKED:
        Tenure.objects.create(person=person, unit=unit, kind=TenureKind.STAFF, **staff)
    elif trigger == Trigger.SUPERIOR:
        other = make_unit(county.office, "松风镇")
        Tenure.objects.create(person=person, unit=other, kind=TenureKind.STAFF, **staff)
        Tenure.objects.create(person=county.people["unit_head"], unit=other, kind=TenureKind.HEAD, **staff)
    elif trigger == Trigger.NATIVE:
        person.native_place = unit.name
        person.save()


FOUND = [line for line in LINES if line.revisable]


@pytest.mark.parametrize("line", FOUND, ids=[line.trigger.value for line in FOUND])
@pytest.mark.parametrize("leads", [True, False])
def test_what_is_found_does_what_the_table_says(county: County, line: Any, leads: bool) -> None:
    person, party, on = county.people["clerk"], county.assignment.party_organization, county.by("clerk").on
    assert hits(person, party, on, leads=leads) == []
    _hit(county, person, line.trigger)
    wanted = line.effect(leads)
    found = {(hit.trigger, hit.denies) for hit in hits(person, party, on, leads=leads)}
    assert found == (set() if wanted == Effect.NONE else {(line.trigger, wanted == Effect.DENY)})


@pytest.mark.parametrize("trigger", [Trigger.OBJECTION, Trigger.DECLARED])
def test_what_a_person_decides_closes_nothing_before(county: County, trigger: Trigger) -> None:
    person, party = county.people["member"], county.assignment.party_organization
    if trigger == Trigger.DECLARED:
        made = recusals.declare_recusal(person, party, ground="亲属", by=county.by("member"))
    else:
        made = recusals.register_recusal(person, party, ground="单位提出异议", by=county.by("clerk"))
    assert Assignment.objects.visible_to(county.by("member")).filter(pk=county.assignment.pk).exists()
    recusals.decide_recusal(made, grants=True, opinion="", by=county.by("director"))
    assert not Assignment.objects.visible_to(county.by("member")).filter(pk=county.assignment.pk).exists()


def test_every_line_of_the_table_is_proved_here(county: County) -> None:
    silent = {line.trigger for line in LINES if line.silent}
    decided = {line.trigger for line in LINES if Effect.DECIDED in {line.leaders, line.members}}
    assert {line.trigger for line in FOUND} | silent | decided == set(
        lines_on(county.office.pk, county.by("clerk").on)
    )
    proved(f"回避情形 {len(LINES)} 行 × 领导与成员，逐行与表一致")


# deny goes before every role


PATHS = ("assignment", "item__assignment", "plan__assignment", "finding__assignment")


def _rows_under(county: County) -> dict[Any, set[Any]]:
    """Return, of every model with a gate, the rows that hang on the assignment."""
    found: dict[Any, set[Any]] = {}
    for model in apps.get_models():
        rows = model._default_manager.all()
        if hasattr(rows, "visible_to") and model._meta.app_label in {"rounds", "rectification", "clues"}:
            path = next((path for path in PATHS if _leads(model, path)), "")
            if model is Assignment:
                path = "pk"
            if path:
                found[model] = set(rows.filter(**{path: county.assignment.pk}).values_list("pk", flat=True))
    return found


def _leads(model: Any, path: str) -> bool:
    try:
        for step in path.split("__"):
            field = model._meta.get_field(step)
            if not field.concrete:
                return False
            model = field.related_model
    except FieldDoesNotExist:
        return False
    return model is Assignment


def _seen(county: County, under: dict[Any, set[Any]]) -> dict[str, int]:
    return {
        who: sum(
            model.objects.visible_to(county.by(who)).filter(pk__in=rows).count()
            for model, rows in under.items()
        )
        for who in county.people
    }


def recuse(county: County, who: str) -> None:
    Recusal.objects.create(
        person=county.people[who],
        party_organization=county.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=county.by(who).at,
    )


def test_a_granted_recusal_denies_every_role_every_row(county: County) -> None:
    under = _rows_under(county)
    before = _seen(county, under)
    assert {Assignment, Clue, Report, RectificationPlan} <= set(under)
    assert [
        who for who in ("director", "clerk", "team_lead", "unit_head", "receiver") if not before[who]
    ] == []
    for who in county.people:
        recuse(county, who)
    assert _seen(county, under) == dict.fromkeys(county.people, 0)
    kinds = [model for model, rows in under.items() if rows]
    rows = sum(len(rows) for rows in under.values())
    proved(
        f"解释性回避 {len(county.people)} 人 × {len(kinds)} 类材料 {rows} 行：回避前可见 {sum(before.values())} 行次，回避后 0"
    )


def test_a_recused_person_finds_no_word_of_it(county: County) -> None:
    words = _mark(county)
    asked, leaks = 0, []
    people = ["director", "clerk", "team_lead", "unit_head", "receiver"] if FULL else ["clerk", "team_lead"]
    for who in people:
        with taken_back():
            open_ = " ".join(text for _, text in walk(county, who, MOST_PAGES).values())
            assert any(word in open_ for word in words), who  # what follows could leak
        with taken_back():
            recuse(county, who)
            pages = walk(county, who, MOST_PAGES)
            asked += len(pages)
            leaks += [
                f"{who} {url}" for url, (_, text) in pages.items() if any(word in text for word in words)
            ]
    assert leaks == []
    proved(f"解释性回避 {len(people)} 人，打开 {asked} 页，标记文字 0 处")


def _mark(county: County) -> list[str]:
    """Put a word into every long text that hangs on the assignment."""
    words: list[str] = []
    for model, rows in _rows_under(county).items():
        texts = [
            one.name
            for one in model._meta.fields
            if one.get_internal_type() in {"TextField", "CharField"}
            and not one.choices
            and (one.max_length or 900) >= 100
        ]
        for name in texts:
            word = f"标记{len(words):03d}字"
            if model._default_manager.filter(pk__in=rows).update(**{name: word}):
                words.append(word)
    return words


# silence


def test_pages_of_who_is_named_are_the_same_without_the_clue(county: County) -> None:
    pairs, same = 0, 0
    for who, states in STATES.items():
        with taken_back():
            without = walk(county, who, MOST_PAGES)
        for state in states:
            with taken_back():
                clue = hidden_clue(county, who, state)
                assert Clue.objects.filter(pk=clue.pk).exists()
                told = walk(county, who, MOST_PAGES)
                assert Client().get("/").status_code == 302
                differing = [url for url in without.keys() | told.keys() if without.get(url) != told.get(url)]
                assert differing == [], (who, state)
                pairs, same = pairs + 1, same + len(told)
    proved(f"静默回避 {pairs} 种（被反映人 × 环节），逐页比对 {same} 页，差异 0 字节")


def test_who_is_not_named_does_see_it(county: County) -> None:
    """The comparison would prove nothing if nobody's pages changed."""
    with taken_back():
        without = walk(county, "director", MOST_PAGES)
    with taken_back():
        hidden_clue(county, "team_lead", ClueState.OFFICE)
        assert walk(county, "director", MOST_PAGES) != without


def test_addresses_of_the_clue_do_not_exist_for_who_is_named(county: County) -> None:
    asked = 0
    for who in NAMED:
        with taken_back():
            clue = hidden_clue(county, who, ClueState.HANDED)
            subject = clue.subjects.get()
            client = Client()
            client.force_login(county.user(who), backend=BACKEND)
            for name, key in (
                ("clue_detail", clue.pk),
                ("clue_edit", clue.pk),
                ("clue_access", clue.pk),
                ("clue_hand_over", clue.pk),
                ("subject_file", subject.pk),
                ("subject_identify", subject.pk),
            ):
                page, missing = (reverse(f"clues:{name}", args=[one]) for one in (key, county.office.pk))
                for send in (client.get, client.post):
                    told, plain = send(page), send(missing)
                    asked += 1
                    assert (told.status_code, len(told.content)) == (plain.status_code, len(plain.content)), (
                        page
                    )
    proved(f"被反映人直接输入线索地址 {asked} 次，与不存在的地址应答相同")


def test_the_next_number_tells_nothing(county: County) -> None:
    numbers = []
    for there in (False, True):
        with taken_back():
            if there:
                hidden_clue(county, "team_lead", ClueState.TEAM)
            numbers.append(register(county).number)
    assert numbers[0] == numbers[1]


def test_numbers_apart_follow_no_order(county: County) -> None:
    """A director who sees one about the leader must not read from it that there is one about the director."""
    numbers = [int(hidden_clue(county, "director", ClueState.TEAM).number[-4:]) for _ in range(6)]
    assert sorted(numbers) != list(range(min(numbers), min(numbers) + 6))


def test_a_name_alone_changes_nothing(county: County) -> None:
    leader = county.people["team_lead"]
    clue = register(county, subjects=[Named(leader.name)], by=county.by("deputy"))
    assert Clue.objects.visible_to(county.by("team_lead")).filter(pk=clue.pk).exists()


# who sees it


def _containers(county: County) -> list[tuple[Any, Any]]:
    task = county.assignment
    plan = RectificationPlan.objects.get(assignment=task)
    asked = plan.opinions.values_list("body", flat=True)
    found: list[tuple[Any, Any]] = [(task, place_of(task)), (county.team, place_of_team(county.team))]
    found += [(plan, place_of(task, *asked))]
    found += [(report, place_of(task)) for report in Report.objects.filter(assignment=task)]
    found += [(team, place_of_team(team)) for team in Team.objects.exclude(pk=county.team.pk)]
    for clue in Clue.objects.select_related("assignment"):
        found.append((clue, place_of(clue.assignment, discipline(county).pk)))
    return found


def test_the_page_of_who_sees_it_is_what_visible_to_computes(county: County) -> None:
    for who, state in (
        ("team_lead", ClueState.OFFICE),
        ("director", ClueState.APPROVAL),
        ("receiver", ClueState.HANDED),
    ):
        hidden_clue(county, who, state)
    both = hidden_clue(county, "team_lead", ClueState.REGISTERED)
    both.subjects.create(name="deputy", person=county.people["deputy"])
    recuse(county, "second_clerk")
    by = county.by("director")
    asked = 0
    for record, place in _containers(county):
        model: Any = type(record)
        expected = {
            user
            for user in User.objects.all()
            if model.objects.visible_to(actor(user, by.at)).filter(pk=record.pk).exists()
        }
        asked += User.objects.count()
        told = seers(record, place, by=by)
        assert {seer.user for seer in told} == expected, record
        assert [seer.user for seer in told if not seer.reasons] == []
    proved(
        f"谁能看到：{len(_containers(county))} 件材料 × {User.objects.count()} 个账号，{asked} 次比对，差异 0"
    )


def test_three_hundred_accounts_are_asked_in_few_questions(
    county: County, django_assert_max_num_queries: Any
) -> None:
    for number in range(300 - User.objects.count()):
        person = make_person(county.office, f"同志{number}", make_user(f"p-{number}", Role.OST))
        sit_in_office(person)
    by, place = county.by("director"), place_of(county.assignment)
    with django_assert_max_num_queries(25) as asked:
        began = time.perf_counter()
        told = seers(county.assignment, place, by=by)
        spent = time.perf_counter() - began
    assert len(told) > 280
    proved(f"300 个账号：{len(told)} 人能看到，{len(asked)} 次查询，{spent * 1000:.0f} 毫秒")
