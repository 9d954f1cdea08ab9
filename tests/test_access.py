"""Every address of the site, for everybody it is not for: strangers, other roles, other places, other days.

Views are called as the site calls them, without drawing pages: whoever may not meets ``Http404``. What a page
is about is named in ``ABOUT``; two counties with a record of every kind stand beside each other.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.acts import OPEN, SIGNED_IN
from accounts.matrix import holders
from accounts.models import RoleHolding, SignIn
from accounts.rules import roles_of
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user
from audit import operations as audit
from audit.actor import Actor
from clues.models import Clue, Subject
from clues.states import ClueState, Discipline
from deadlines.models import Notice
from documents.models import Job, ProxyEntry, ReadingAlarm
from documents.operations import enter_by_proxy
from documents.tests.factories import make_file
from organizations.models import Body, Kin, Portfolio, Recusal
from organizations.states import Kinship, RecusalState
from organizations.tests.factories import make_party_organization, make_person, make_unit, stand_at
from rectification.models import Delegation, Draw, Item, JointOpinion
from rectification.operations import transferring
from rectification.states import ItemState
from rectification.tests import factories as mending
from rectification.tests import factories_publication as publishing
from rounds.models import (
    Assignment,
    Decision,
    Feedback,
    FeedbackCopy,
    Posting,
    Referral,
    Report,
    ReviewPoint,
    SupervisionTask,
    TeamGrant,
)
from rounds.operations import plan, referral, team
from rounds.operations.team import Seat
from rounds.states import (
    AssignmentState,
    DecisionKind,
    FeedbackState,
    PaperState,
    PostingRole,
    ReferralState,
    ReportState,
)
from rounds.states.review import CopyKind, PointKind
from rounds.tests.factories import (
    AT_UNIT,
    TEAM,
    County,
    make_assignment,
    make_finding,
    make_paper,
    make_team,
    post,
)
from supervision.tests import factories as visiting
from talent_pool.tests.factories import make_member

pytestmark = pytest.mark.django_db
GONE, REFUSED, NOT_SO = 404, 403, 405
NOWHERE = "00000000-0000-7000-8000-000000000000"
OTHERS = {
    "supervisor": Role.SUP,
    "supervision": Role.SVG,
    "sysadmin": Role.SYS,
    "secadmin": Role.SEC,
    "auditor": Role.AUD,
}

Records = dict[str, Any]
# Which record the addresses of an app are about
ABOUT: dict[str, dict[str, str]] = {
    "accounts": {"sign_in": "session_end"},
    "organizations": {
        "unit": "unit_detail unit_edit unit_end head_appoint tenure_add portfolio_assign",
        "tenure": "tenure_end",
        "portfolio": "portfolio_end",
        "party": "party_detail party_edit party_coverage party_end cover_add",
        "coverage": "cover_end",
        "person": "person_detail person_edit career_add kin_add",
        "kin": "kin_edit",
        "body": "body_detail body_edit handler_add",
        "handler": "handler_end",
        "office": "office_create office_edit office_post_add",
        "office_post": "office_post_end",
        "recusal": "recusal_detail recusal_grant recusal_refuse recusal_end",
    },
    "deadlines": {"notice": "notice_open"},
    "documents": {"job": "job_show job_download job_retry", "entry": "proxy_scan proxy_withdraw"},
    "talent_pool": {
        "member": "member_detail member_edit member_vet member_admit member_refuse removal_propose"
        " appraisal_propose",
        "removal": "proposal_approve proposal_reject proposal_withdraw",
    },
    "rounds": {
        "term": "term_detail term_edit term_rule term_coverage plan_create annual_create round_create",
        "plan": "term_plan plan_detail plan_edit plan_submit plan_approve plan_return planned_add",
        "annual": "annual_plan",
        "planned": "planned_shift planned_drop",
        "round": "round_detail round_edit round_rule round_schemes round_advance round_pause round_resume team_create",
        "team": "team_detail team_access team_edit posting_propose assignment_create",
        "seats": "posting_approve posting_reject posting_withdraw",
        "posting": "posting_end",
        "assignment": "assignment_detail assignment_access assignment_edit assignment_extend"
        " assignment_notice assignment_enter assignment_leave assignment_go_back paper_new report_start feedback_draft",
        "scheme": "scheme_detail scheme_copy scheme_retire category_add",
        "category": "category_edit",
        "review_point": "point_revise point_end",
        "decision": "decision_detail decision_edit",
        "referral": "referral_detail referral_edit referral_move",
        "paper": "paper_detail paper_edit paper_submit paper_withdraw paper_pass paper_return paper_sign"
        " paper_drop paper_restore paper_merge",
        "finding": "finding_detail finding_mark finding_repeat",
        "report": "report_detail report_access report_edit report_advance report_return",
        "feedback": "feedback_detail feedback_letter feedback_edit feedback_review feedback_propose"
        " feedback_withdraw feedback_attend copy_send feedback_return feedback_publish feedback_receive proxy_enter",
        "feedback_copy": "copy_sign",
        "entry": "proxy_confirm",
    },
    "rectification": {
        "item": "item_detail item_plan item_progress item_apply item_withdraw item_check item_sample"
        " item_close item_return item_reopen item_long_term evidence_add evidence_submit result_claim"
        " extension_ask item_site_check item_assign item_delegate",
        "draw": "draw_detail",
        "delegation": "delegation_end",
        "reopening": "reopening_agree reopening_refuse reopening_withdraw",
        "unit": "transfer_propose",
        "transfer": "transfer_agree transfer_refuse transfer_withdraw",
        "measure": "measure_progress",
        "evidence": "evidence_download evidence_withdraw",
        "assignment": "claim proxy_enter",
        "rectification_plan": "plan_detail plan_compare plan_access plan_edit plan_submit opinion_ask plan_accept"
        " plan_return publication_start",
        "publication": "publication_detail publication_edit publication_submit publication_approve"
        " publication_return publication_report",
        "publication_line": "publication_line",
        "edition": "edition_put_up edition_letter",
        "opinion": "opinion_give",
        "unit_paper": "unit_paper_detail unit_paper_download unit_paper_letter unit_paper_write"
        " unit_paper_submit unit_paper_accept unit_paper_return unit_paper_read",
        "monthly": "monthly_detail monthly_edit monthly_sign monthly_hand_back monthly_accept monthly_return"
        " monthly_review monthly_correct monthly_urge",
        "summary": "summary_table summary_letter",
        "extension": "extension_sign extension_propose extension_approve extension_refuse",
        "result": "result_download result_prove result_take_back result_accept result_refuse result_reconsider",
        "pressing": "pressing_detail pressing_letter pressing_edit pressing_issue pressing_submit"
        " pressing_agree pressing_return pressing_drop",
        "briefing": "briefing_detail briefing_edit briefing_release",
        "entry": "proxy_confirm",
    },
    "supervision": {
        "assignment": "revisit_order recheck_order assessment_start carried_detail",
        "visit": "visit_detail visit_letter note_add visit_submit visit_accept visit_return visit_drop"
        " visit_postpone",
        "check": "check_edit",
        "sheet": "sheet_detail sheet_edit sheet_adopt",
        "assessment": "assessment_detail assessment_mark assessment_propose assessment_decide assessment_return"
        " follow_add result_detail",
        "followup": "follow_edit follow_withdraw follow_file",
        "round": "ranking ranking_letter ranking_publish interview_draft copy_send",
        "result_copy": "copy_detail copy_sign proxy_enter",
        "entry": "proxy_confirm",
    },
    "clues": {
        "assignment": "clue_create",
        "clue": "clue_detail clue_access clue_edit clue_hand_over clue_move proxy_enter clue_custodian"
        " custody_end",
        "subject": "subject_file subject_identify",
        "clue_entry": "proxy_confirm",
    },
}
KEYS = {
    (app, name): key for app, rows in ABOUT.items() for key, names in rows.items() for name in names.split()
}
KINDS = {
    "rounds": "feedback-receive",
    "rectification": "claim",
    "clues": "clue-approve",
    "supervision": "result-sign",
}
# Words of a dictionary, the national calendar, accounts, numbers; and a page that leads on, whatever the key
SHARED = {
    *("expertise_rename", "rule_detail", "rule_revise", "rule_ladder", "rule_narrow", "rule_switch"),
    *("calendar_detail", "calendar_toggle", "calendar_mark", "calendar_confirm"),
    *("user_detail", "role_propose", "role_end_propose", "clearance_propose"),
    *("grant_approve", "grant_refuse", "grant_withdraw"),
    *(
        "export_approve",
        "export_refuse",
        "export_withdraw",
    ),
    *("reset_release", "reset_refuse", "reset_withdraw"),
    *("user_switch", "user_reset", "user_factor_reset", "user_sessions"),
    *("alarm_lift", "indicator_rows", "clue_after"),
    *("month_board", "month_urge", "month_sum_up"),
    *("entry_detail", "entry_same"),  # the trail, tried in dashboards/tests/test_trail_pages.py
    "trigger_revise",
}
OF_TASK = {
    *("assignment", "paper", "finding", "report", "feedback", "clue", "subject"),
    *("item", "measure", "evidence", "rectification_plan", "opinion", "monthly", "extension", "result"),
    *("pressing", "draw", "reopening", "delegation", "publication", "publication_line", "edition"),
    *("visit", "check", "assessment", "followup", "result_copy"),
}
BEFORE_FEEDBACK = {"assignment", "paper", "finding", "report", "feedback", "clue", "subject"}


@dataclass(frozen=True)
class Page:
    """An address: its name, the app where it lies, what it takes, and its view."""

    app: str
    name: str
    takes: tuple[str, ...]
    given: Mapping[str, Any] = field(compare=False)
    view: Any = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.app}:{self.name}"

    @property
    def about(self) -> str:
        return KEYS.get((self.app, self.name), "")

    def is_for(self, by: Actor) -> bool:
        """What the office's table says of the actor's roles, none of the code under test."""
        if SIGNED_IN in self.view.acts:
            return True
        return any(role in roles_of(by) for name in self.view.acts for role, _ in holders(name))

    def answer(self, by: Actor, record: Any = None) -> int:
        """Ask for the page about a record, and send it where it only takes what is sent."""
        asked = {
            "pk": getattr(record, "pk", NOWHERE),
            "verb": "send",
            "code": "findings",
            "year": 2026,
            "month": 9,
        }
        asked["kind"] = KINDS.get(self.app, "") if self.name.startswith("proxy") else "term"
        known = {name: asked[name] for name in self.takes} | dict(self.given)
        status = _called(self.view, RequestFactory().get("/"), by, known)
        return _called(self.view, RequestFactory().post("/"), by, known) if status == NOT_SO else status


def _called(view: Any, request: Any, by: Actor, known: dict[str, Any]) -> int:
    request.user, request.actor, request.session = by.user, by, {}
    request._messages = CookieStorage(request)
    try:
        return int(view(request, **known).status_code)
    except Http404:
        return GONE
    except PermissionDenied:
        return REFUSED


def _walk(resolver: URLResolver, app: str = "") -> Iterator[Page]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, entry.app_name or app)
        else:
            yield Page(
                app, str(entry.name), tuple(entry.pattern.converters), entry.default_args, entry.callback
            )


PAGES = [page for page in _walk(get_resolver()) if OPEN not in page.view.acts]
WITH_KEY = [page for page in PAGES if page.about]


@dataclass
class World:
    """A county with a unit in rectification, a second team at the same unit before feedback, and a neighbour."""

    county: County
    records: Records
    early: Records
    neighbour: Records

    def actors(self, *names: str) -> dict[str, Actor]:
        return {name: self.county.by(name) for name in names or self.county.people}


def _office_records(county: County) -> Records:
    office, unit, clerk = county.office, county.unit, county.by("clerk")
    person, body = county.people["member"], Body.objects.get(office=office)
    scheme = office.schemes.get()
    drafted = plan.draft_plan(county.term, title="五年规划", by=clerk)
    party = make_party_organization(make_unit(office, f"{office.name[:2]}县白鹭乡"))
    plan.add_objects(drafted, party_organizations=[party], year=2024, by=clerk)
    held = {"office": office, "held_on": dt.date(2026, 6, 1), "kind": DecisionKind.SECRETARY}
    member = make_member(person)
    seat = Seat(make_person(office, "周明远"), PostingRole.MEMBER, since=dt.date(2026, 3, 1))
    return {
        "office": office,
        "unit": unit,
        "person": person,
        "body": body,
        "scheme": scheme,
        "member": member,
        "term": county.term,
        "round": county.round,
        "team": county.team,
        "plan": drafted,
        "tenure": unit.tenures.first(),
        "portfolio": Portfolio.objects.create(unit=unit, person=county.people["supervisor"], since=LONG_AGO),
        "party": county.assignment.party_organization,
        "coverage": unit.coverages.first(),
        "kin": Kin.objects.create(person=person, kinship=Kinship.SPOUSE, name="李梅"),
        "handler": body.posts.first(),
        "office_post": office.posts.first(),
        "recusal": _recusal(person, county.assignment, RecusalState.DECLARED),
        "category": scheme.categories.first(),
        "review_point": ReviewPoint.objects.create(
            office=office, kind=PointKind.EXAMINE, text="审核定性", since=LONG_AGO
        ),
        "planned": drafted.objects_planned.get(),
        "annual": plan.draft_annual_plan(county.term, year=2026, title="年度计划", by=clerk),
        "decision": Decision.objects.create(title="书记专题会", **held),
        "removal": audit.propose(member, by=clerk, act="pool.edit:P"),
        "seats": team.propose_postings(county.team, [seat], by=clerk),
        "posting": county.team.postings.first(),
        "notice": Notice.objects.create(
            recipient=county.user("member"), title="通知", created_at=clerk.at, sent_at=clerk.at
        ),
        "alarm": ReadingAlarm.objects.create(
            user=county.user("member"), day=clerk.on, opened=300, exported=0, raised_at=clerk.at
        ),
        "sign_in": SignIn.objects.create(
            user=county.user("member"), opened_at=clerk.at, confirmed_at=clerk.at, seen_at=clerk.at
        ),
        "job": Job.objects.create(
            kind="x",
            title="台账",
            number=f"j-{office.pk}"[:24],
            act="paper.issue:X",
            owner=county.user("member"),
            made_at=clerk.at,
        ),
    }


def _recusal(person: Any, assignment: Assignment, state: RecusalState = RecusalState.GRANTED) -> Recusal:
    return Recusal.objects.create(
        person=person,
        party_organization=assignment.party_organization,
        ground="配偶在该单位任职",
        state=state,
        declared_at=timezone.now(),
    )


def _task_records(county: County, assignment: Assignment) -> Records:
    """What hangs on an assignment up to its feedback, which is a draft unless the assignment is published."""
    author = county.people["member"]
    paper = make_paper(assignment, author, PaperState.NUMBERED)
    finding = assignment.findings.first() or make_finding(assignment)
    finding.paper = paper
    finding.save()
    clue = Clue.objects.create(
        assignment=assignment,
        number=f"线索-{assignment.team.number}",
        summary="收受礼金",
        discipline=Discipline.INTEGRITY,
        registered_at=timezone.now(),
        receiver=Body.objects.get(office=county.office),
        handed_over_on=assignment.published_at and assignment.published_at.date(),
        state=ClueState.HANDED if assignment.published_at else ClueState.REGISTERED,
    )
    return {
        "assignment": assignment,
        "paper": paper,
        "finding": finding,
        "clue": clue,
        "subject": Subject.objects.create(clue=clue, name="万某"),
        "report": Report.objects.create(assignment=assignment, state=ReportState.FINAL),
        "feedback": Feedback.objects.create(
            assignment=assignment,
            published_at=assignment.published_at,
            state=FeedbackState.PUBLISHED if assignment.published_at else FeedbackState.DRAFT,
        ),
    }


def _mending_records(unit: mending.Mending) -> Records:
    item, plan, publication = unit.items[0], unit.plan, publishing.approved(unit)
    return {
        "item": item,
        "measure": item.measures.first(),
        "rectification_plan": plan,
        "evidence": mending.make_evidence(unit, item),
        "result": mending.claim_result(unit, item, file=make_file(unit.by("unit_liaison"))),
        "extension": mending.ask_extension(unit, item),
        "monthly": mending.open_report(unit),
        "unit_paper": mending.make_unit_paper(unit),
        "pressing": mending.make_pressing(unit),
        "briefing": mending.make_briefing(unit.county.office),
        "publication": publication,
        "publication_line": publishing.lines_of(publication)[0],
        "edition": publishing.edition_of(publication),
        "summary": mending.sum_up(unit),
        **_closing_records(unit),
        **visiting.visit_of(unit),
        "opinion": JointOpinion.objects.create(
            plan=plan, body=Body.objects.get(office=unit.county.office), asked_on=dt.date(2026, 7, 1)
        ),
    }


def _closing_records(unit: mending.Mending) -> Records:
    """Return a draw over the unit, and what asks that the closing of its last problem be revoked."""
    Item.objects.filter(pk=unit.items[2].pk).update(state=ItemState.CLOSED, closed_on=mending.today())
    drawn = Draw.objects.create(
        round=unit.assignment.team.round,
        assignment=unit.assignment,
        seed="0" * 20,
        asked="1 个",
        drawn_by=unit.county.user("clerk"),
        drawn_at=timezone.now(),
    )
    given = Delegation.objects.create(
        item=unit.item,
        person=unit.county.people["unit_head"],
        since=LONG_AGO,
        reason="分工",
        given_by=unit.county.user("unit_liaison"),
    )
    asked = transferring.ask(kind="split", to=unit.assignment.unit, document="编委文件", reason="划转")
    proposal = audit.propose(
        unit.assignment.unit, by=unit.by("clerk"), act="rect.transfer:P", payload=asked.payload
    )
    reopening = mending.revoked(unit, unit.items[2])
    return {"delegation": given, "draw": drawn, "reopening": reopening, "transfer": proposal}


def _entry(county: County, record: Any, act: str, kind: str, who: str) -> ProxyEntry:
    by = county.by(who)
    facts: dict[str, Any] = {
        "signer": "周明",
        "post": "书记",
        "signed_on": by.on,
        "number": "1",
        "payload": {},
    }
    return enter_by_proxy(record, act=act, kind=kind, scan=make_file(by), by=by, **facts)


def _seat_others(county: County) -> None:
    """Seat those whom the county's factory leaves out: leader of a portfolio, supervision, administrators."""
    for name, role in OTHERS.items():
        user = make_user(f"{county.user('clerk').username}-{name}", role)
        county.people[name] = make_person(county.office, name, user)


def _full(name: str) -> tuple[County, Records]:
    unit = mending.make_fixing(3, name=name)
    county = unit.county
    _seat_others(county)
    records = _office_records(county) | _task_records(county, unit.assignment) | _mending_records(unit)
    clerk = county.by("clerk")
    body = records["body"]
    sent = referral.draft_referral(county.office, body, title="建议", text="内容", by=clerk)
    Referral.objects.filter(pk=sent.pk).update(sent_on=clerk.on, state=ReferralState.SENT)
    records["referral"] = sent
    records["feedback_copy"] = FeedbackCopy.objects.create(
        feedback=records["feedback"], kind=CopyKind.HEAD, recipient="何书记", sent_on=LONG_AGO
    )
    records["entry"] = _entry(county, records["feedback"], "feedback.receive:S", "feedback-receive", "clerk")
    act = ("clue.receipt:S", "clue-receipt", "director")
    records["clue_entry"] = _entry(county, records["clue"], *act)
    task = SupervisionTask.objects.create(office=county.office, name="督查", since=LONG_AGO)
    task.people.add(county.people["supervision"])
    task.assignments.add(unit.assignment)
    return county, records


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once: each test takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    county, records = _full("云岭")
    second = make_team(county.round, 2)
    for name, role in TEAM.items():
        county.people[f"other_{name}"] = person = make_person(county.office, name, make_user(f"other-{name}"))
        post(second, person, role)
    for name, (unit_role, kind) in AT_UNIT.items():
        account = make_user(f"other-{name}", unit_role)
        county.people[f"other_{name}"] = person = make_person(county.office, name, account)
        stand_at(person, records["planned"].party_organization.units.get(), kind)
    early = _task_records(county, make_assignment(second, county.unit, AssignmentState.FINAL))
    return World(county, records, early, _full("青浦")[1])


def opened(actors: dict[str, Actor], pages: list[Page], records: Records) -> list[str]:
    """Return who got anything but the answer of a page that does not exist, where."""
    return [
        f"{name} {page}: {status}"
        for page in pages
        if page.about in records
        for name, by in actors.items()
        if page.is_for(by) and (status := page.answer(by, records[page.about])) != GONE
    ]


def test_every_address_with_a_key_is_tried_here() -> None:
    assert {page.name for page in PAGES if page.takes and not page.about} == SHARED


def test_a_stranger_is_sent_to_the_sign_in_from_everywhere(client: Client) -> None:
    words = {"pk": NOWHERE, "verb": "send", "kind": "term", "code": "findings", "year": 2026, "month": 9}
    for page in PAGES:
        url = reverse(str(page), kwargs={name: words[name] for name in page.takes})
        assert client.get(url).headers.get("Location") == f"/accounts/login/?next={url}", url


def test_a_page_is_not_there_for_roles_without_its_act(world: World) -> None:
    everybody = world.actors()
    assert set(Role) - {Role.PUB} == {role for by in everybody.values() for role in roles_of(by)}
    let_in = [
        f"{name} {page}"
        for page in PAGES
        for name, by in everybody.items()
        if not page.is_for(by) and page.answer(by, world.records.get(page.about)) != GONE
    ]
    assert let_in == []


def test_each_record_is_open_to_somebody(world: World) -> None:
    """What follows would prove nothing if the records were hidden from all."""
    details = [page for page in WITH_KEY if page.name.endswith("_detail")]
    reached = {page for page in details for by in world.actors().values() if _opens(page, by, world.records)}
    assert [str(page) for page in details if page not in reached] == []


def _opens(page: Page, by: Actor, records: Records) -> bool:
    model: Any = type(records[page.about])
    return page.is_for(by) and model.objects.visible_to(by).filter(pk=records[page.about].pk).exists()


def test_nothing_of_a_neighbouring_county_is_there(world: World) -> None:
    assert opened(world.actors(), WITH_KEY, world.neighbour) == []


def test_nothing_of_another_team_is_there(world: World) -> None:
    records = {key: world.records[key] for key in (*OF_TASK, "team")}
    assert opened(world.actors(*(f"other_{name}" for name in TEAM)), WITH_KEY, records) == []


def test_nothing_of_another_unit_is_there(world: World) -> None:
    records = {key: world.records[key] for key in (*OF_TASK, "unit", "party", "tenure", "coverage")}
    assert opened(world.actors(*(f"other_{name}" for name in AT_UNIT)), WITH_KEY, records) == []


def test_nothing_is_there_for_the_unit_before_its_feedback(world: World) -> None:
    outside = world.actors(*AT_UNIT, "supervisor", "supervision", "receiver")
    assert opened(outside, WITH_KEY, world.early) == []


def test_nothing_of_a_unit_is_there_for_whom_a_recusal_keeps_from_it(world: World) -> None:
    for person in world.county.people.values():
        _recusal(person, world.county.assignment)
    records = {key: world.records[key] for key in (*OF_TASK, "entry", "clue_entry")}
    assert opened(world.actors(), WITH_KEY, records) == []


@pytest.mark.parametrize("ended", [Posting, RoleHolding, TeamGrant])
def test_nothing_is_there_once_a_posting_its_role_or_its_grant_has_ended(world: World, ended: Any) -> None:
    ended.objects.filter(until=None).update(until=timezone.localdate() - dt.timedelta(days=1))
    records = {key: world.records[key] for key in (*OF_TASK, "team")}
    assert opened(world.actors(*TEAM), WITH_KEY, records) == []
