"""The second half: claim, plan, joint review, month after month of mending, closing, monthly reports."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.clock import clock
from audit.actor import Actor
from demo.county import copying
from demo.county.proof import proof
from demo.county.world import World
from demo.texts.problems import MeasureText, ProblemText
from demo.texts.remarks import Remark
from documents.models import StoredFile
from documents.operations.files import store
from organizations.models import Tenure
from organizations.states import TenureKind
from rectification.models import Evidence, Item, Measure, MonthlyReport, RectificationPlan
from rectification.operations import closing, item, month_open, monthly, plan, progress
from rectification.states import ItemState, Progress, ResultKind
from rounds.models import Assignment, Feedback
from rounds.operations import feedback as feedbacks

REVIEWERS = {"B01": "P178", "B02": "P180", "B05": "P184"}
KINDS = {
    "建章立制": ResultKind.SYSTEM_NEW,
    "挽回损失": ResultKind.MONEY,
    "追责问责": ResultKind.ACCOUNTABILITY,
    "举一反三": ResultKind.WIDER,
    "专项整治": ResultKind.CAMPAIGN,
    "其他": ResultKind.OTHER,
}


@dataclass
class Mending:
    """One unit on its way: who signs for it, its items, and what the texts say of each."""

    assignment: Assignment
    published_on: dt.date
    world: World
    liaison: str
    items: list[Item] = field(default_factory=list)
    texts: dict[object, ProblemText] = field(default_factory=dict)
    measures: dict[object, list[tuple[Measure, MeasureText]]] = field(default_factory=dict)

    def head(self, day: dt.date) -> str:
        """Return the code of who heads the unit on a day; heads change in the middle of rectification."""
        return one_at(self.world, self.assignment, TenureKind.HEAD, day)

    def signs(self, day: dt.date, hour: int) -> Actor:
        """Return the head of the day, to sign."""
        return self.world.as_user(self.head(day), day, hour)


def one_at(world: World, assignment: Assignment, kind: TenureKind, day: dt.date) -> str:
    """Return the code of the unit's head or liaison on a day."""
    codes = {person.pk: code for code, person in world.people.items()}
    tenure = Tenure.objects.on(day).filter(unit=assignment.unit, kind=kind).get()
    return codes[tenure.person_id]


def claim(
    world: World, assignment: Assignment, feedback: Feedback, texts: dict[object, ProblemText]
) -> Mending:
    """签收、认领: the unit takes up what was fed back, the day after."""
    published = item.published_on(assignment)
    item.open_items(assignment, by=clock(world.at(published, 12)))  # the clock does not wait for the claim
    liaison = one_at(world, assignment, TenureKind.LIAISON, published)
    mending = Mending(assignment, published, world, liaison)
    by = world.as_user(liaison, published + dt.timedelta(days=1), 9)
    feedbacks.receive_feedback(feedback, by=by, received_by=str(by.user))
    copying.sign(world, feedback, published + dt.timedelta(days=1))
    item.claim_items(assignment, by=world.as_user(liaison, published + dt.timedelta(days=3), 10))
    mending.items = list(
        Item.objects.filter(assignment=assignment)
        .select_related("finding", "assignment__rectification_plan", "assignment__team__round")
        .prefetch_related("finding__manifestations")
        .order_by("finding__number")
    )
    mending.texts = {row.pk: texts[row.finding.paper_id] for row in mending.items}
    return mending


def write_plan(world: World, mending: Mending) -> RectificationPlan:
    """编制方案: goals, departments, measures; one plan of several goes through a return."""
    day = mending.published_on + dt.timedelta(days=12)
    by = world.as_user(mending.liaison, day, 10)
    made: list[Measure] = []
    for row in mending.items:
        text = mending.texts[row.pk]
        changes = {
            "goal": text.manifestations[0].measures[0].goal,
            "department": text.desk,
            "leader": world.people[mending.head(day)],
            "handler": world.people[mending.liaison],
        }
        plan.plan_item(row, by=by, changes=changes)
        mending.measures[row.pk] = _measures(row, text)
        made += [measure for measure, _ in mending.measures[row.pk]]
    plan.add_measures(made, by=by)
    drawn: RectificationPlan = mending.assignment.rectification_plan
    overview = f"成立整改工作领导小组，班子成员分工负责，对{len(mending.items)}个问题逐条制定措施、明确时限。"
    return plan.edit_plan(drawn, overview=overview, by=by)


def _measures(row: Item, text: ProblemText) -> list[tuple[Measure, MeasureText]]:
    pairs = zip(row.finding.manifestations.all(), text.manifestations, strict=True)
    found: list[tuple[Measure, MeasureText]] = []
    for shown, words in pairs:
        for words_of in words.measures:
            measure = Measure(
                item=row,
                manifestation=shown,
                order=len(found) + 1,
                text=words_of.text,
                expects=KINDS[words_of.result],
                responsible=row.handler,
                due_on=row.due_on,
            )
            found.append((measure, words_of))
    return found


def pass_plan(world: World, mending: Mending, drawn: RectificationPlan, *, objected: bool) -> None:
    """报送、联审、通过."""
    day = mending.published_on + dt.timedelta(days=20)
    submit(mending, drawn, day)
    if objected:
        _opinions(world, drawn, day + dt.timedelta(days=2), objection="B05")
        letter = plan.merged_letter(drawn)
        plan.return_plan(drawn, letter=letter, by=world.director(day + dt.timedelta(days=4)))
        _revise(world, mending, drawn, day + dt.timedelta(days=5))
        submit(mending, drawn, day + dt.timedelta(days=6))
    _opinions(world, drawn, day + dt.timedelta(days=7))
    plan.accept_plan(drawn, by=world.director(day + dt.timedelta(days=9)), reason="同意实施")
    for row in mending.items:
        row.state, row.version = (
            ItemState.FIXING,
            Item.objects.values_list("version", flat=True).get(pk=row.pk),
        )


def _revise(world: World, mending: Mending, drawn: RectificationPlan, day: dt.date) -> None:
    """修改方案: what the joint review asked for, so that the editions differ."""
    by = copying.at_work(world, world.people[mending.liaison], day, 10)
    for row in mending.items[:2]:
        row.refresh_from_db(fields=["state", "version"])  # the plan's way has moved it
        plan.plan_item(row, by=by, changes={"goal": f"{row.goal}，逐人逐笔列出明细，附凭证备查"})
    plan.edit_plan(drawn, overview=f"{drawn.overview}根据联审意见，补充了明细和凭证要求。", by=by)


def submit(mending: Mending, drawn: RectificationPlan, day: dt.date) -> None:
    """报送方案: signed by the head."""
    plan.submit_plan(drawn, by=mending.signs(day, 16))


def _opinions(world: World, drawn: RectificationPlan, day: dt.date, objection: str = "") -> None:
    asked = plan.ask_opinions(drawn, [world.bodies[code] for code in REVIEWERS], by=world.clerk(day))
    by_body = {world.bodies[code].pk: code for code in REVIEWERS}
    for opinion in asked:
        code = by_body[opinion.body_id]
        text = world.say(Remark.PLAN_RETURN) if code == objection else "同意。"
        by = world.as_user(REVIEWERS[code], day + dt.timedelta(days=1), 15)
        plan.give_opinion(opinion, agrees=code != objection, text=text, by=by)


def scan(mending: Mending, text: MeasureText, *more: str, by: Actor) -> StoredFile:
    """Return what proves that a measure was carried out."""
    words = (str(mending.assignment.unit), text.done, *more)
    return store(proof(text.evidence, *words), by=by, act="rect.evidence:C")


def mend(world: World, mending: Mending, rows: list[Item], day: dt.date) -> None:
    """整改完成: measures done, evidence handed in, progress written."""
    by = world.as_user(mending.liaison, day, 9)
    proofs: list[Evidence] = []
    for row in rows:
        words = mending.measures[row.pk]
        for measure, text in words:
            progress.report_measure(measure, progress=Progress.DONE, text=text.done, by=by)
        first = words[0][1]
        file = scan(mending, first, by=by)
        proofs.append(progress.add_evidence(row, file, by=by, note=first.evidence.rpartition(".")[0]))
        done = "；".join(text.done for _, text in words[:2])
        progress.report_progress(row, progress=Progress.DONE, text=f"{done}。", by=by)
    progress.submit_evidence(proofs, by=by)


def close(world: World, mending: Mending, rows: list[Item], day: dt.date, *, until: ItemState) -> None:
    """销号: applied for, checked, sampled, closed, as far as it has come."""
    if not rows:
        return
    week = dt.timedelta(days=3)
    closing.apply_closing(rows, by=world.as_user(mending.liaison, day, 15), reason="整改任务已完成，申请销号")
    if until == ItemState.APPLIED:
        return
    closing.check_items(
        rows, by=world.clerk(min(day + week, world.as_of)), opinion=world.say(Remark.CLOSING_CHECK)
    )
    if until == ItemState.SAMPLED:
        closing.sample_items(
            rows, by=world.second_clerk(min(day + week, world.as_of)), opinion="列入现场抽查"
        )
    if until == ItemState.CLOSED:
        closing.close_items(rows, by=world.director(min(day + 2 * week, world.as_of)), opinion="同意销号")


def report_month(world: World, mending: Mending, month: dt.date, *, stop_at: str = "") -> MonthlyReport:
    """整改月报: opened by the clock, written by the liaison, signed by the head, accepted by the clerk."""
    opened = (month + dt.timedelta(days=31)).replace(day=1)
    report = month_open.open_month(mending.assignment, month, by=clock(world.at(opened, 1)))
    if stop_at == "open":
        return report
    by = world.as_user(mending.liaison, min(opened + dt.timedelta(days=2), world.as_of), 10)
    lines = {
        line.pk: {"late_reason": world.say(Remark.OVERDUE)}
        for line in report.lines.select_related("item")
        if line.item.due_on and line.item.due_on < opened and line.progress != Progress.DONE
    }
    summary, next_steps = world.say(Remark.MONTHLY), world.say(Remark.NEXT_MONTH)
    monthly.write_monthly(report, summary=summary, next_steps=next_steps, lines=lines, by=by)
    monthly.send_monthly(report, by=by)
    if stop_at == "signing":
        return report
    monthly.sign_monthly(report, by=mending.signs(min(opened + dt.timedelta(days=3), world.as_of), 16))
    if stop_at == "submitted":
        return report
    return monthly.accept_monthly(report, by=world.clerk(min(opened + dt.timedelta(days=6), world.as_of), 11))
