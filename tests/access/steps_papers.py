"""The steps of the walk that take papers on: what is open to whom changes with their state."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any, Self

from accounts.clock import clock
from audit.actor import Actor
from clues import operations as clues
from organizations.operations import registry
from rectification.operations import item as items
from rectification.operations import plan as plans
from rounds.models import Feedback, ReviewMark
from rounds.operations import assignment as tasks
from rounds.operations import feedback as feedbacks
from rounds.operations import paper as papers
from rounds.operations import referral as referrals
from rounds.operations import report as reports
from rounds.operations import review
from rounds.operations import round as rounds
from tests.access.ground import Ground
from tests.access.rights import DAY, WITH_OFFICE, Rights
from tests.access.steps import REASON, Step, hand, leave, other

RUNNING = {"on_site", "reporting", "fed_back", "rectifying", "assessing"}
ROUND_WAY = ("on_site", "reporting", "fed_back", "rectifying", "assessing", "archived")
REPORT_WAY = ("draft", "team", "office", "group", "secretary", "final")
REPORT_ACT = dict(
    zip(
        REPORT_WAY,
        ("report.advance:S", "report.advance:S", "report.approve:P", "report.approve:A", "report.approve:A"),
        strict=False,
    )
)
PROGRESS = {"enter": ("waiting", "on_site"), "leave": ("on_site", "left"), "go_back": ("left", "on_site")}


@dataclass(frozen=True)
class Progress(Step):
    """进驻、撤离、返回进驻."""

    task: str
    what: str

    def allowed(self, r: Rights) -> bool:
        stands = r.tasks[self.task].state == PROGRESS[self.what][0] and r.rounds["r1"] in RUNNING
        return stands and r.may(self.by, "assign.progress:E", ("assignment", self.task))

    def run(self, ground: Ground, by: Actor) -> Any:
        task = ground.fresh("assignment", self.task)
        told = {"reason": REASON} if self.what == "go_back" else {}
        getattr(tasks, self.what)(task, by=by, **told)

    def follow(self, r: Rights) -> None:
        r.tasks[self.task].state = PROGRESS[self.what][1]

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        task = dice.choice(("a2", "a4"))
        able = [what for what, (now, _) in PROGRESS.items() if r.tasks[task].state == now]
        by = hand(dice, r, "assign.progress:E", ("assignment", task))
        return cls(by, task, dice.choice(able)) if able else None


@dataclass(frozen=True)
class TakeReport(Step):
    """送审 to the next meeting, or 退回."""

    task: str
    onward: bool
    weight = 9

    def allowed(self, r: Rights) -> bool:
        task = r.tasks[self.task]
        act = REPORT_ACT.get(task.report)
        if act is None or (not self.onward and task.report == "draft"):
            return False
        handed_on = task.report in {"office", "group"} and task.hands.get(task.report) == self.by
        return not handed_on and r.may(self.by, act, ("report", self.task))

    def run(self, ground: Ground, by: Actor) -> Any:
        report = ground.fresh("report", self.task)
        if self.onward:
            reports.advance_report(report, difference=REASON, by=by)
        else:
            reports.return_report(report, reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        task = r.tasks[self.task]
        was, task.report = (
            task.report,
            REPORT_WAY[REPORT_WAY.index(task.report) + 1] if self.onward else "draft",
        )
        task.hands[task.report] = self.by
        if self.onward and was == "team":
            task.state = "review"
        elif task.report == "final":
            task.state = "final"
        elif not self.onward and task.state == "review":
            task.state = "left"

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        task = dice.choice(("a2", "a4"))
        act = REPORT_ACT.get(r.tasks[task].report)
        if act is None:
            return None
        return cls(hand(dice, r, act, ("report", task)), task, dice.random() < 0.85)


FEEDBACK = {
    "draft_feedback": ("", "draft"),
    "propose_feedback": ("draft", "proposed"),
    "withdraw_feedback": ("proposed", "draft"),
    "return_feedback": ("proposed", "draft"),
    "publish_feedback": ("proposed", "published"),
}


def review_on_paper(row: Feedback, by: Actor) -> None:
    """Let every point have been looked at: who may look is asked elsewhere."""
    seen = {"passed": True, "marked_by_id": by.user.pk, "marked_on": by.on}
    for point in review.points_for(row, by.on):
        ReviewMark.objects.get_or_create(feedback=row, point=point, defaults=seen)


@dataclass(frozen=True)
class TakeFeedback(Step):
    """起草、提请、撤回、退回、发布反馈意见: publishing opens it to the unit."""

    task: str
    what: str
    weight = 7

    def allowed(self, r: Rights) -> bool:
        task = r.tasks[self.task]
        if task.feedback != FEEDBACK[self.what][0]:
            return False
        proposer = task.hands.get("proposed") == self.by
        if self.what == "draft_feedback":
            record = ("assignment", self.task)
            return task.state == "final" and r.may(self.by, "feedback.publish:P", record)
        if self.what == "propose_feedback":
            return r.may(self.by, "feedback.publish:P", ("feedback", self.task))
        if self.what == "withdraw_feedback":
            return proposer
        return not proposer and r.may(self.by, "feedback.publish:A", ("feedback", self.task))

    def run(self, ground: Ground, by: Actor) -> Any:
        if self.what == "draft_feedback":
            task = ground.fresh("assignment", self.task)
            row = feedbacks.draft_feedback(task, overview="总体较好", by=by)
            ground.records["feedback", self.task] = row
            return
        row = ground.fresh("feedback", self.task)
        if self.what == "propose_feedback":
            review_on_paper(row, by)
        told: dict[str, Any] = {"reason": REASON} if self.what == "return_feedback" else {}
        if self.what == "publish_feedback":
            told = {"meeting_on": by.on, "attendance": "全体", "number": f"〔2026〕{self.task}"}
            told |= {"difference": REASON}
        getattr(feedbacks, self.what)(row, by=by, **told)
        if self.what == "publish_feedback":
            self._open_items(ground, by.at)

    def _open_items(self, ground: Ground, at: dt.datetime) -> None:
        """What the clock does next."""
        for item in items.open_items(ground.fresh("assignment", self.task), by=clock(at)):
            ground.records["item", self.task] = item

    def follow(self, r: Rights) -> None:
        task = r.tasks[self.task]
        task.feedback = FEEDBACK[self.what][1]
        if task.feedback == "proposed":
            task.hands["proposed"] = self.by
        if task.feedback == "published":
            task.published, task.state = True, "fed_back"

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        found = [name for name in ("a2", "a3", "a4") if r.tasks[name].state == "final"]
        if not found:
            return None
        task = dice.choice(found)
        able = [what for what, (now, _) in FEEDBACK.items() if r.tasks[task].feedback == now]
        what = dice.choice(able)
        act = (
            "feedback.publish:A" if what in {"publish_feedback", "return_feedback"} else "feedback.publish:P"
        )
        kind = "assignment" if what == "draft_feedback" else "feedback"
        return cls(hand(dice, r, act, (kind, task)), task, what)


@dataclass(frozen=True)
class Undertake(Step):
    """改承办人: a draft goes into other hands; whoever served in it no longer sees it as the own."""

    task: str
    people: tuple[str, ...]

    def allowed(self, r: Rights) -> bool:
        written = r.tasks[self.task].state in {"on_site", "left"}
        return written and r.may(self.by, "find.draft:E", ("paper", self.task))

    def run(self, ground: Ground, by: Actor) -> Any:
        people = [ground.people[who] for who in self.people]
        papers.edit_paper(ground.fresh("paper", self.task), undertakers=people, by=by)

    def follow(self, r: Rights) -> None:
        task = r.tasks[self.task]
        task.writers = {task.author, *self.people}

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        task = dice.choice(("a2", "a4"))
        serving = sorted(who for who in r.homes if r.tasks[task].team in r.places(who, "team"))
        people = tuple(sorted(who for who in serving if dice.random() < 0.4))
        return cls(hand(dice, r, "find.draft:E", ("paper", task)), task, people)


CLUE = {
    "weigh_clue": ({"registered"}, "clue.handover:E", "team"),
    "send_clue": ({"team"}, "clue.approve:P", "office"),
    "put_forward": ({"office"}, "clue.approve:P", "approval"),
    "approve_clue": ({"approval"}, "clue.approve:A", "approved"),
    "hand_over": ({"approved"}, "clue.handover:E", "handed"),
    "sign_for_clue": ({"handed"}, "clue.receipt:S", "received"),
}
OF_OFFICE = {"put_forward", "hand_over"}


@dataclass(frozen=True)
class TakeClue(Step):
    """研判、送审、呈批、批准、移交、签收: with each step a clue is somebody else's."""

    clue: str
    what: str
    body: str
    weight = 9

    def allowed(self, r: Rights) -> bool:
        clue, (now, act, _) = r.clues[self.clue], CLUE[self.what]
        if clue.state not in now or not r.may(self.by, act, ("clue", self.clue)):
            return False
        if self.what in OF_OFFICE and not any(
            scope == "all" or (role, scope) == ("LDG", "stand") for role, scope in r.held(self.by, act)
        ):
            return False
        previous = {"put_forward": clue.sender, "approve_clue": clue.approver}
        return previous.get(self.what) != self.by

    def run(self, ground: Ground, by: Actor) -> Any:
        clue = ground.fresh("clue", self.clue)
        if self.what == "hand_over":
            clues.hand_over(clue, ground.bodies[self.body], on=by.on, number=self.clue, by=by)
        else:
            getattr(clues, self.what)(clue, by=by)

    def follow(self, r: Rights) -> None:
        clue = r.clues[self.clue]
        clue.state = CLUE[self.what][2]
        if self.what == "send_clue":
            clue.sender = self.by
        if self.what == "put_forward":
            clue.approver = self.by
        if self.what == "hand_over":
            clue.receiver = self.body

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        name = dice.choice(("a1", "a2", "a3", "a4"))
        able = [what for what, (now, _, _) in CLUE.items() if r.clues[name].state in now]
        if not able:
            return None
        by = hand(dice, r, CLUE[able[0]][1], ("clue", name))
        return cls(by, name, able[0], dice.choice(("b1", "b2")))


@dataclass(frozen=True)
class Identify(Step):
    """确认身份: for whom a clue names it is gone; or nobody of the register is meant."""

    clue: str
    who: str

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "clue.identity:E", ("clue", self.clue))

    def run(self, ground: Ground, by: Actor) -> Any:
        subject = ground.fresh("clue", self.clue).subjects.get()
        person = ground.people[self.who] if self.who else None
        clues.identify_subject(subject, person, reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        r.clues[self.clue].names = self.who

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        name = dice.choice(("a1", "a2", "a3", "a4"))
        who = dice.choice(("", "", "chief", "director", "team_lead", "deputy", "keeper", other(dice, r)))
        return cls(hand(dice, r, "clue.identity:E", ("clue", name)), name, who)


@dataclass(frozen=True)
class NameCustodian(Step):
    """指定线索专管员, to a day."""

    clue: str
    who: str
    until: dt.date
    weight = 5

    def allowed(self, r: Rights) -> bool:
        stands = r.clues[self.clue].state in WITH_OFFICE - {"office"}
        return stands and r.may(self.by, "clue.custodian:A", ("clue", self.clue))

    def run(self, ground: Ground, by: Actor) -> Any:
        clue, person = ground.fresh("clue", self.clue), ground.people[self.who]
        clues.name_custodian(clue, person, until=self.until, reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        r.custody[self.who, self.clue] = (r.day, self.until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        found = sorted(name for name, clue in r.clues.items() if clue.state in WITH_OFFICE - {"office"})
        clerks = sorted(who for who in r.homes if "OST" in r.roles(who))
        if not found or not clerks:
            return None
        name = dice.choice(found)
        by = hand(dice, r, "clue.custodian:A", ("clue", name))
        return cls(by, name, dice.choice(clerks), r.day + dice.choice((0, 1, 5)) * DAY)


@dataclass(frozen=True)
class EndCustody(Step):
    """撤销线索专管员."""

    clue: str
    weight = 2

    def allowed(self, r: Rights) -> bool:
        return bool(_custodians(r, self.clue)) and r.may(self.by, "clue.custodian:A", ("clue", self.clue))

    def run(self, ground: Ground, by: Actor) -> Any:
        clues.end_custody(ground.fresh("clue", self.clue), reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        for who in _custodians(r, self.clue):
            r.custody[who, self.clue] = (r.custody[who, self.clue][0], r.day - DAY)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        found = sorted(name for name in r.clues if _custodians(r, name))
        if not found:
            return None
        name = dice.choice(found)
        return cls(hand(dice, r, "clue.custodian:A", ("clue", name)), name)


def _custodians(r: Rights, clue: str) -> list[str]:
    spans = r.custody.items()
    return [who for (who, name), (since, until) in spans if name == clue and since <= r.day <= until]


@dataclass(frozen=True)
class AskOpinion(Step):
    """送联审: the plan and its items are open to a body."""

    body: str
    weight = 1

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "rect.joint:P", ("plan", "a1"))

    def run(self, ground: Ground, by: Actor) -> Any:
        plans.ask_opinions(ground.fresh("plan", "a1"), [ground.bodies[self.body]], by=by)

    def follow(self, r: Rights) -> None:
        r.tasks["a1"].asked.add(self.body)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return cls(hand(dice, r, "rect.joint:P", ("plan", "a1")), dice.choice(("b1", "b2")))


@dataclass(frozen=True)
class SendReferral(Step):
    """签批移交建议: open to the department from now on."""

    weight = 1

    def allowed(self, r: Rights) -> bool:
        return not r.sent and r.may(self.by, "referral.send:A", ("referral", "f1"))

    def run(self, ground: Ground, by: Actor) -> Any:
        referrals.send_referral(ground.fresh("referral", "f1"), by=by)

    def follow(self, r: Rights) -> None:
        r.sent = True

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return None if r.sent else cls(hand(dice, r, "referral.send:A", ("referral", "f1")))


@dataclass(frozen=True)
class AdvanceRound(Step):
    """推进轮次: filed away, it ends the postings of its teams."""

    weight = 4

    def allowed(self, r: Rights) -> bool:
        office = "own" in r.offices(self.by)
        scopes = {scope for _, scope in r.held(self.by, "round.edit:A")}
        return r.rounds["r1"] != "archived" and office and "all" in scopes

    def run(self, ground: Ground, by: Actor) -> Any:
        rounds.advance(ground.fresh("round", "r1"), by=by, reason=REASON)

    def follow(self, r: Rights) -> None:
        r.rounds["r1"] = ROUND_WAY[ROUND_WAY.index(r.rounds["r1"]) + 1]
        if r.rounds["r1"] == "archived":
            for key, tie in list(r.ties.items()):
                if tie.kind == "team" and tie.place != "t9" and (tie.until is None or tie.until >= r.day):
                    leave(r, key, r.day)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return None if r.rounds["r1"] == "archived" else cls(hand(dice, r, "round.edit:A"))


@dataclass(frozen=True)
class Merge(Step):
    """登记撤并: what covers the unit ends the day before, its past stays open to whom it was."""

    unit: str
    on: dt.date
    weight = 1

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "unit.registry:C")

    def run(self, ground: Ground, by: Actor) -> Any:
        into = ground.fresh("unit", "u1" if self.unit == "u2" else "u2")
        registry.end_unit(
            ground.fresh("unit", self.unit), ended_on=self.on, successor=into, reason=REASON, by=by
        )

    def follow(self, r: Rights) -> None:
        for party, unit in r.covers:
            if unit == self.unit:
                r.covers[party, unit] = self.on - DAY

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return cls(hand(dice, r, "unit.registry:C"), "u2", r.day + dice.choice((-1, 0, 2)) * DAY)


OF_PAPERS: tuple[type[Step], ...] = (
    *(Progress, TakeReport, TakeFeedback, Undertake, TakeClue, Identify, NameCustodian, EndCustody),
    *(AskOpinion, SendReferral, AdvanceRound, Merge),
)
