"""Leaks put in on purpose, each as a careless line of code would make it: the proof must find every one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.states import Role
from audit.models import Entry
from dashboards.searching import Hits, hits_of
from deadlines.models import DeadlineRule
from deadlines.models.notice import NoticeQuerySet
from organizations.models import Unit
from organizations.operations import registry
from organizations.operations.refusals import once
from organizations.operations.registry import NAME_TAKEN
from rectification.models import Evidence, PressingPaper
from rectification.states import EvidenceState
from rounds.filters.place import places_named
from rounds.models import Decision, Finding, Round, WorkingPaper
from rounds.states import PaperState
from ui.listing import Listing
from ui.pages import show

REGISTER = registry.register_unit
Seeds = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Leak:
    """A leak: on which page, to whom, of which change, and how it is put in."""

    name: str
    page: str
    role: Role
    change: str
    seeds: Seeds

    def __str__(self) -> str:
        return self.name


class Everything:
    """A model whose every row is in sight."""

    def __init__(self, model: Any) -> None:
        self.objects, self.model = self, model

    def visible_to(self, _by: Any) -> Any:
        return self.model._default_manager.all()

    def reached_by(self, _by: Any, *_acts: str) -> Any:
        return self.model._default_manager.all()


class ByWork(Listing[Any]):
    """A list in which those with papers that wait for review come first."""

    @cached_property
    def rows(self) -> list[Any]:
        due = Count("papers", filter=Q(papers__state=PaperState.DEPUTY))
        return list(self.matched.annotate(due=due).order_by("-due", "pk"))


def _beside(request: Any, template: str, facts: Any, **rest: Any) -> Any:
    """The page of a finding, with a link to the latest finding of all."""
    answer = show(request, template, facts, **rest)
    latest = reverse("rounds:finding_detail", args=[Finding.objects.latest("pk").pk])
    answer.content += f'<a href="{latest}">最近一条</a>'.encode()
    return answer


def _found_or_refused(rows: Any, pk: Any) -> Any:
    """What is there but out of sight is refused, and does not look like what is not there."""
    if not rows.filter(pk=pk).exists() and WorkingPaper.objects.filter(pk=pk).exists():
        raise PermissionDenied("这份底稿不由您查看。")
    return get_object_or_404(rows, pk=pk)


def _hits(words: str, by: Any) -> list[Hits]:
    """What was found, and that something else would be found by others."""
    more = WorkingPaper.objects.filter(title__icontains=words).count()
    return [*hits_of(words, by), *([Hits("另有记录您无权查看", [], more)] if more else [])]


def _all_places(_by: Any) -> Any:
    """The extended objects that findings name, in sight or not."""
    return places_named(Finding.objects.all())


def _total(listing: Any) -> int:
    rows = listing.queryset.model._default_manager.all()
    return int(rows.count())


def _unread(rows: Any, _user: Any) -> Any:
    return rows.filter(sent_at__isnull=False, read_at__isnull=True)


def _of_drafts() -> AbstractContextManager[Any]:
    return patch.multiple(
        "rectification.exports.ledger", Evidence=Everything(Evidence), EvidenceState=_Drafts, create=True
    )


class _Drafts:
    SUBMITTED = EvidenceState.DRAFT


def _everything(name: str, model: Any) -> Seeds:
    return partial(patch, name, Everything(model))


def _next(_term: Any) -> int:
    return int(Round.objects.count()) + 1


def _registered(unit: Unit, *, by: Any) -> Unit:
    """Refuse a name that stands anywhere, another county's register too."""
    with once(NAME_TAKEN, "name"), transaction.atomic():
        if Unit.objects.filter(name=unit.name).exists():
            raise IntegrityError
    return REGISTER(unit, by=by)


def _whole_trail(report: Any, **_: Any) -> Any:
    return Entry.objects.about(report).select_related("user")


LEAKS = (
    Leak("总数数了全部", "rounds:paper_list", Role.TMB, "另一组记底稿",
         partial(patch.object, Listing, "total", property(_total))),
    Leak("上下条的链接不分范围", "rounds:finding_detail", Role.TLD, "另一组审签底稿、问题入报告",
         partial(patch, "rounds.views.finding.show", _beside)),
    Leak("延伸对象的筛选列了看不到的问题", "rounds:finding_list", Role.TLD, "另一组审签底稿、问题入报告",
         partial(patch, "rounds.filters.finding.places_of_findings", _all_places)),
    Leak("可选项列了全部", "organizations:kin_add", Role.OST, "邻县登记单位",
         _everything("organizations.views.person.Unit", Unit)),
    Leak("排序用了看不到的数", "rounds:assignment_list", Role.OST, "另一组提交底稿",
         partial(patch, "rounds.views.assignment.Listing", ByWork)),
    Leak("提示另有无权查看的", "dashboards:search", Role.UNH, "另一组记底稿",
         partial(patch, "dashboards.views.search.hits_of", _hits)),
    Leak("看不到与不存在应答不同", "rounds:paper_detail", Role.TLD, "另一组记底稿",
         partial(patch, "rounds.views.paper.get_object_or_404", _found_or_refused)),
    Leak("下一个编号全系统连排", "rounds:round_create", Role.OST, "邻县设轮次",
         partial(patch, "rounds.operations.round.next_number", _next)),
    Leak("提醒不分收件人", "dashboards:home", Role.TCO, "他人收到通知",
         partial(patch.object, NoticeQuerySet, "unread_of", _unread)),
    Leak("导出带了未提交的佐证", "rectification.ledger", Role.OST, "他单位上传佐证未提交", _of_drafts),
    Leak("时限规则列出了邻县的轮次", "deadlines:rule_list", Role.OST, "邻县为轮次单独规定时限",
         _everything("deadlines.views.rule.DeadlineRule", DeadlineRule)),
    Leak("重名查到了邻县", "organizations:unit_create", Role.OST, "邻县登记单位",
         partial(patch.object, registry, "register_unit", _registered)),
    Leak("县领导的签阅写进人人看的办理过程", "rectification:monthly_detail", Role.SVG, "县领导签阅月报",
         partial(patch, "rectification.views.monthly._trail", _whole_trail)),
    Leak("问责建议列给了所说的单位", "rectification:pressing_list", Role.UNH, "领导小组批准问责建议",
         _everything("rectification.views.pressing.PressingPaper", PressingPaper)),
    Leak("指标数了邻县的会议", "dashboards:indicator_list", Role.ODR, "邻县登记会议",
         _everything("dashboards.counted.Decision", Decision)),
)  # fmt: skip
