"""Changes of the clock and of the month: pressing papers, briefings, summaries, what follows a report; ways to be told."""

from functools import partial
from typing import Any

from accounts.clock import clock
from deadlines import operations as channels
from deadlines.models import Deadline, FeedLink, ReminderStep
from deadlines.states import PaperKind
from rectification.exports import PAPERS
from rectification.models import MonthlyReport, PressingPaper
from rectification.operations import briefing, month_after, month_open, month_summary, month_urge, pressing
from rectification.states import Corrected
from tests.access.answers import WORD
from tests.access.hiding import Change, Hand, fresh

PENDING, GROUP, BARRED = "pressing.pending", "pressing.group", "pressing.accountability"


def _draft(hand: Hand) -> Any:
    task, by = hand.own["assignment"], hand.by("clerk")
    step = ReminderStep(offset_days=40, paper=PaperKind.ADMONITION)
    deadline = Deadline.objects.about(hand.own["item"]).get()
    drafting = pressing.drafting(task, unit=task.unit, subject=WORD, url="/", at=by.at, by=clock(by.at))
    drafting(deadline, step, by.on)
    return PressingPaper.objects.latest("pk")


def _edit(hand: Hand) -> Any:
    changes = {"to": WORD, "text": WORD}
    return pressing.edit_pressing(fresh(hand.papers["edited"]), changes=changes, by=hand.by("clerk"))


def _submit(hand: Hand, name: str = "submitted") -> PressingPaper:
    return pressing.submit_pressing(fresh(hand.papers[name]), by=hand.by("director"), opinion=WORD)


def _return(hand: Hand) -> Any:
    paper = fresh(_submit(hand, "returned"))
    return pressing.return_pressing(paper, by=hand.by("leadership"), opinion=WORD)


def _agree(hand: Hand, name: str) -> Any:
    paper = fresh(_submit(hand, name))
    return pressing.agree_pressing(paper, by=hand.by("leadership"), opinion=WORD)


def _issue(hand: Hand) -> Any:
    return pressing.issue_pressing(fresh(hand.papers["issued"]), by=hand.by("director"), opinion=WORD)


def _drop(hand: Hand) -> Any:
    return pressing.drop_pressing(fresh(hand.papers["dropped"]), by=hand.by("director"), opinion=WORD)


def _rewrite(hand: Hand) -> Any:
    found = fresh(hand.briefings["own"])
    return briefing.edit_briefing(found, changes={"text": WORD}, by=hand.by("clerk"))


def _release(hand: Hand, where: str) -> Any:
    by = hand.by("director") if where == "own" else hand.there("director")
    return briefing.release_briefing(fresh(hand.briefings[where]), by=by)


PRESSING = (
    Change("起草督促文书", ("pressing@published",), _draft, PENDING),
    Change("修改督促文书草稿", ("pressing@published",), _edit, PENDING),
    Change("约谈通知提请领导小组", ("pressing@published",), _submit, GROUP),
    Change("领导小组退回约谈通知", ("pressing@published",), _return, PENDING),
    Change("领导小组批准约谈通知", ("pressing@published",), partial(_agree, name="agreed")),
    Change("领导小组批准问责建议", ("pressing@published",), partial(_agree, name="barred"), BARRED),
    Change("批准发出督办函", ("pressing@published",), _issue),
    Change("不予发出督办函", ("pressing@published",), _drop, "pressing.dropped"),
    Change("修改县领导摘要草稿", ("briefing@published",), _rewrite, "briefing.draft"),
    Change("邻县发布县领导摘要", ("briefing@neighbour",), partial(_release, where="far")),
)


def _correct(hand: Hand) -> MonthlyReport:
    found, what = fresh(hand.reports["frozen"]), Corrected.SUMMARY
    month_after.correct_monthly(found, what=what, new=WORD, reason=WORD, by=hand.by("clerk"))
    return hand.reports["frozen"]


def _review(hand: Hand) -> Any:
    found = fresh(hand.own["monthly"])
    return month_after.review_monthly(found, by=hand.by("supervisor"), opinion=WORD)


def _urge(hand: Hand) -> MonthlyReport:
    month_urge.urge_monthly([hand.reports["urged"].pk], by=hand.by("clerk"))
    return hand.reports["urged"]


def _sum_up(hand: Hand) -> Any:
    month = month_open.month_before(hand.reports["frozen"].month)  # no other edition of it is being made
    return month_summary.order_summary(hand.own["office"], month, PAPERS, by=hand.by("clerk"))


MONTH = (
    Change("更正月报", ("monthly@published",), _correct),
    Change("县领导签阅月报", ("review@published",), _review),
    Change("催报", ("monthly@published",), _urge),
    Change("汇总月报", ("summary@published",), _sum_up),
)


def _choose(hand: Hand) -> Any:
    by = hand.by("director")
    changes = {"by_mail": True, "mail": "hidden@example.gov.cn"}
    return channels.choose_channels(channels.own_channels(by=by), changes=changes, by=by)


def _feed(hand: Hand) -> Any:
    channels.renew_feed(by=hand.by("director"))
    return FeedLink.objects.latest("pk")


TOLD = (
    Change("他人选定提醒方式", ("channel@published",), _choose, whose="director"),
    Change("他人换发订阅地址", ("channel@published",), _feed, whose="director"),
)
