"""A unit in rectification, at every step, for the tests of this app. Days are counted from today."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.clock import clock
from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.actor import Actor
from audit.models import Proposal
from deadlines.models import Deadline
from deadlines.states import PaperKind
from documents.models import StoredFile
from documents.tests.factories import PDF, make_file
from organizations.models import Body, Office, Portfolio, Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_person
from rectification.exports import PAPERS
from rectification.models import (
    Draw,
    Evidence,
    ExtensionRequest,
    Item,
    JointOpinion,
    LeadersBriefing,
    Measure,
    MonthlyReport,
    MonthlySummary,
    PressingPaper,
    RectificationPlan,
    Result,
    SiteCheck,
    UnitPaper,
)
from rectification.operations import (
    closing,
    extension,
    month_open,
    month_summary,
    progress,
    revoking,
    sampling,
)
from rectification.operations import item as items
from rectification.operations import monthly as months
from rectification.operations import plan as plans
from rectification.states import SYSTEM_KINDS, PressingState, Progress, ResultKind
from rectification.states.briefing import BriefingState
from rectification.states.closing import Revocation, SiteFinding
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState
from rounds.models import Assignment, SupervisionTask
from rounds.states import AssignmentState
from rounds.tests.factories import County, make_county, make_finding

DAY = dt.timedelta(days=1)
HTMX = {"HX-Request": "true"}
_contents = count(1)


def today() -> dt.date:
    return timezone.localdate()


@dataclass
class Mending:
    """A county whose one unit mends what was fed back a month ago."""

    county: County
    assignment: Assignment

    def by(self, name: str, at: dt.datetime | None = None) -> Actor:
        return self.county.by(name, at)

    @property
    def items(self) -> list[Item]:
        rows = Item.objects.filter(assignment=self.assignment).select_related("finding", "assignment__unit")
        return list(rows.order_by("finding__number"))

    @property
    def item(self) -> Item:
        return self.items[0]

    @property
    def plan(self) -> RectificationPlan:
        found: RectificationPlan = RectificationPlan.objects.get(assignment=self.assignment)
        return found


def make_fed_back(findings: int = 2, name: str = "云岭", days_ago: int = 30) -> Mending:
    """Return a unit whose problems were fed back and not yet taken up."""
    county = make_county(name, assignment_state=AssignmentState.FED_BACK)
    assignment = county.assignment
    assignment.published_at = timezone.now() - days_ago * DAY
    assignment.save()
    for number in range(1, findings + 1):
        make_finding(assignment, title=f"惠农补贴资金滞留问题之{number}")
    items.open_items(assignment, by=clock(timezone.now()))
    return Mending(county, assignment)


def make_planning(findings: int = 2, name: str = "云岭", days_ago: int = 30) -> Mending:
    """Return a unit that writes its plan: goals and leaders stand, the measures are still to come."""
    mending = make_fed_back(findings, name, days_ago)
    items.claim_items(mending.assignment, by=mending.by("unit_liaison"))
    mending.assignment.refresh_from_db()
    head = mending.county.people["unit_head"]
    Item.objects.filter(assignment=mending.assignment).update(goal="滞留资金全部兑付", leader=head)
    return mending


def add_measure(mending: Mending, item: Item, text: str = "逐笔清退滞留资金") -> Measure:
    """Return a measure on the first manifestation of an item."""
    shown = item.finding.manifestations.first()
    measure = Measure(item=item, manifestation=shown, text=text, due_on=item.due_on)
    return plans.add_measures([measure], by=mending.by("unit_liaison"))[0]


def make_joint(findings: int = 2, name: str = "云岭", days_ago: int = 30) -> Mending:
    """Return a unit whose plan lies with the office."""
    mending = make_planning(findings, name, days_ago)
    for item in mending.items:
        add_measure(mending, item)
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    return mending


def ask_opinion(mending: Mending) -> JointOpinion:
    """Put the plan before the county's discipline body."""
    bodies = Body.objects.filter(office=mending.county.office)
    return plans.ask_opinions(mending.plan, bodies, by=mending.by("clerk"))[0]


def make_fixing(findings: int = 2, name: str = "云岭", days_ago: int = 30) -> Mending:
    """Return a unit whose plan was accepted 25 days after the feedback."""
    mending = make_joint(findings, name, days_ago)
    accepted = plans.accept_plan(mending.plan, by=mending.by("director"))
    day = today() - max(0, days_ago - 25) * DAY
    RectificationPlan.objects.filter(pk=accepted.pk).update(accepted_on=day)
    return mending


def make_unit_paper(
    mending: Mending,
    kind: UnitPaperKind = UnitPaperKind.HEAD,
    state: UnitPaperState = UnitPaperState.ACCEPTED,
) -> UnitPaper:
    """Return a paper that the unit owes, with its scan, as far as said."""
    paper: UnitPaper
    paper, _ = UnitPaper.objects.get_or_create(assignment=mending.assignment, kind=kind)
    paper.text, paper.state = "带头领办三个突出问题。", state
    paper.file = make_file(mending.by("unit_liaison"), "签字页.pdf")
    paper.save()
    return paper


def make_evidence(mending: Mending, item: Item, *, submit: bool = True, content: bytes = b"") -> Evidence:
    """Return a piece of evidence, handed in unless said otherwise."""
    by = mending.by("unit_liaison")
    file: StoredFile = make_file(
        by, "清退凭证.pdf", content or PDF + str(next(_contents)).encode() + b"\n%%EOF\n"
    )
    evidence = progress.add_evidence(item, file, by=by, note="清退凭证")
    if submit:
        progress.submit_evidence([evidence], by=by)
    return evidence


def mend(mending: Mending, item: Item) -> Item:
    """Let the unit do all that its closing asks for."""
    by = mending.by("unit_liaison")
    for measure in item.measures.all():
        progress.report_measure(measure, progress=Progress.DONE, text="已清退到户", by=by)
    make_evidence(mending, item)
    return progress.report_progress(item, progress=Progress.DONE, text="滞留资金已全部兑付。", by=by)


def applied(mending: Mending, item: Item | None = None) -> Item:
    """Return an item whose closing is applied for by the unit's head."""
    item = item or mending.item
    return closing.apply_closing([mend(mending, item)], by=mending.by("unit_head"))[0]


def checked(mending: Mending, item: Item | None = None) -> Item:
    """Return an item that a clerk has checked."""
    return closing.check_items([applied(mending, item)], by=mending.by("clerk"), opinion="佐证齐全")[0]


def closed(mending: Mending, item: Item | None = None) -> Item:
    """Return an item that the director has closed."""
    return closing.close_items([checked(mending, item)], by=mending.by("director"))[0]


def revoked(mending: Mending, item: Item | None = None, kind: str = Revocation.REBOUND) -> Proposal:
    """Return the proposal of a clerk to revoke the closing of an item, closed first if none is given."""
    item = item or closed(mending)
    return ask_to_revoke(item, kind, by=mending.by("clerk"))


def ask_to_revoke(item: Item, kind: str = Revocation.REBOUND, *, by: Actor) -> Proposal:
    """Return the proposal of somebody to revoke the closing of an item within thirty days."""
    due = by.on + 30 * DAY
    return revoking.propose_reopening(item, kind=kind, reason="回访发现资金再次滞留", new_due=due, by=by)


def reopened(mending: Mending, item: Item | None = None) -> Item:
    """Return an item whose closing the director has revoked."""
    return revoking.approve_reopening(revoked(mending, item), by=mending.by("director"))


def seen(mending: Mending, item: Item, found: str = SiteFinding.TRUE) -> SiteCheck:
    """Record what was found on site."""
    said = {"checked_on": today(), "people": "陈远山、顾长河", "text": "抽查二十户，兑付到户"}
    return sampling.record_site_check(item, found=found, by=mending.by("clerk"), **said)  # type: ignore[arg-type]


def draw(mending: Mending, **rest: Any) -> Draw:
    """Draw one of the unit's problems, unless said otherwise."""
    size = {} if "percent" in rest else {"many": 1}
    return sampling.draw_sample(mending.assignment, by=mending.by("clerk"), **{**size, **rest})


def supervise(mending: Mending, name: str = "receiver") -> Actor:
    """Let one of the people re-check the unit for the county's supervision group; return them at work."""
    RoleHolding.objects.filter(user=mending.county.user(name)).update(role=Role.SVG)
    task = SupervisionTask.objects.create(
        office=mending.county.office, name="双督查", since=today() - 9 * DAY
    )
    task.people.add(mending.county.people[name])
    task.assignments.add(mending.assignment)
    return mending.by(name)


def claim_result(mending: Mending, item: Item | None = None, **rest: Any) -> Result:
    """Return a claimed result."""
    said: dict[str, Any] = {
        "kind": ResultKind.SYSTEM_NEW,
        "quantity": Decimal(1),
        "title": "惠农资金兑付办法",
        **rest,
    }
    by = mending.by("unit_liaison")
    if said["kind"] in SYSTEM_KINDS and "file" not in said:
        said["file"] = make_file(by)
    return progress.claim_result(item or mending.item, by=by, **said)


def ask_extension(mending: Mending, item: Item | None = None, days: int = 400) -> ExtensionRequest:
    """Return a request for an extension, not yet signed."""
    return extension.ask_extension(
        item or mending.item,
        new_due=today() + days * DAY,
        reason="项目跨年度实施",
        by=mending.by("unit_liaison"),
    )


def this_month() -> dt.date:
    return today().replace(day=1)


def open_report(mending: Mending, month: dt.date | None = None) -> MonthlyReport:
    """Return the report of a month, opened by the clock; last month's unless said otherwise."""
    asked = month or month_open.month_before(today())
    return month_open.open_month(mending.assignment, asked, by=clock(timezone.now()))


def signing(mending: Mending, month: dt.date | None = None) -> MonthlyReport:
    """Return a report that waits for the head."""
    report = open_report(mending, month)
    return months.write_monthly(
        report, summary="完成清退", next_steps="建章立制", lines={}, send=True, by=mending.by("unit_liaison")
    )


def submitted(mending: Mending, month: dt.date | None = None) -> MonthlyReport:
    """Return a report that lies with the office."""
    return months.sign_monthly(signing(mending, month), by=mending.by("unit_head"))


def frozen(mending: Mending, month: dt.date | None = None) -> MonthlyReport:
    """Return a report that the office accepted."""
    return months.accept_monthly(submitted(mending, month), by=mending.by("clerk"))


def sum_up(mending: Mending) -> MonthlySummary:
    """Return a summary that the office asked for; its papers are not made yet."""
    month = month_open.month_before(today())
    return month_summary.order_summary(mending.county.office, month, PAPERS, by=mending.by("clerk"))


def oversee(mending: Mending, name: str = "supervisor") -> Actor:
    """Let a county leader oversee the unit; return the leader at work."""
    code = f"{mending.county.user('clerk').username}-{name}"
    user = make_user(code, Role.SUP, name="顾长河")
    mending.county.people[name] = make_person(mending.county.office, "顾长河", user)
    Portfolio.objects.create(
        person=mending.county.people[name], unit=mending.assignment.unit, since=today() - 90 * DAY
    )
    return mending.by(name)


def watch(mending: Mending, name: str = "inspector") -> Actor:
    """Let somebody of the county's supervision watch the unit; return the person at work."""
    user = make_user(f"{mending.county.user('clerk').username}-{name}", Role.SVG)
    mending.county.people[name] = person = make_person(mending.county.office, name, user)
    task = SupervisionTask.objects.create(office=mending.county.office, name="督查", since=today() - 90 * DAY)
    task.people.add(person)
    task.assignments.add(mending.assignment)
    return mending.by(name)


def lend(mending: Mending, name: str, to: Mending) -> Actor:
    """Let one of the people re-check a unit elsewhere beside their own work; return them at work."""
    RoleHolding.objects.create(user=mending.county.user(name), role=Role.SVG, since=today() - 90 * DAY)
    task = SupervisionTask.objects.create(office=to.county.office, name="交叉督查", since=today() - 90 * DAY)
    task.people.add(mending.county.people[name])
    task.assignments.add(to.assignment)
    return mending.by(name)


def recuse(mending: Mending, name: str) -> Actor:
    """Let one of the people keep away from the unit; return them at work."""
    Recusal.objects.create(
        person=mending.county.people[name],
        party_organization=mending.assignment.party_organization,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=timezone.now(),
    )
    return mending.by(name)


def sign_in(mending: Mending, name: str) -> Client:
    """Return a browser in which one of the people has signed in."""
    client = Client()
    client.force_login(mending.county.user(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None, *args: Any) -> str:
    """Return the address of a page of this app."""
    return reverse(f"rectification:{name}", args=[*args, *([record.pk] if record else [])])


def make_pressing(
    mending: Mending,
    state: PressingState = PressingState.ISSUED,
    kind: PaperKind = PaperKind.SUPERVISION,
    occurrence: dt.date | None = None,
    about: Any = None,
) -> PressingPaper:
    """Return a paper about the unit's first item, or what else is late, as if the ladder had asked for it."""
    made: PressingPaper = PressingPaper.objects.create(
        assignment=mending.assignment,
        unit=mending.assignment.unit,
        deadline=Deadline.objects.about(about or mending.item).get(),
        step="+20",
        occurrence=occurrence or today(),
        kind=kind,
        subject=f"整改事项“{mending.item}”",
        url=page("item_detail", mending.item),
        to=mending.assignment.party_organization.name,
        text="你单位承担的整改事项逾期20天。",
        drafted_at=timezone.now(),
        issued_on=today() if state == PressingState.ISSUED else None,
        state=state,
    )
    return made


def make_briefing(
    office: Office, state: BriefingState = BriefingState.RELEASED, weeks_ago: int = 0
) -> LeadersBriefing:
    """Return the briefing of a week, of this one unless said otherwise."""
    made: LeadersBriefing = LeadersBriefing.objects.create(
        office=office,
        week=today() - (today().weekday() + 7 * weeks_ago) * DAY,
        figures={"open": 3, "overdue": 1},
        text="目前正在整改的事项3项，逾期1项。",
        drafted_at=timezone.now(),
        released_on=today() if state == BriefingState.RELEASED else None,
        state=state,
    )
    return made
