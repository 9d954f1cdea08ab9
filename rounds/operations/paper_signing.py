"""审签: the leader signs (and the number is given), drops, merges; what goes into the report is a finding."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from rounds.models import WorkingPaper
from rounds.operations import finding as findings
from rounds.operations.making import require
from rounds.operations.numbering import numbered
from rounds.operations.paper import ready, said
from rounds.operations.placing import ELSEWHERE, hold, takes_in
from rounds.rules import paper as rules
from rounds.states import Destination, PaperState


def sign_papers(
    papers: Iterable[WorkingPaper], *, destinations: Iterable[str], by: Actor, reason: str = ""
) -> list[WorkingPaper]:
    """批量审签: sign papers with the same destinations, number them and take up the findings, all or none."""
    chosen = _chosen(destinations)
    rows = ready(papers, rules.can_confirm_paper, rules.obstacle_to_signing, by=by)
    with transaction.atomic():
        for paper, number in numbered(rows, WorkingPaper):
            changes = {"number": number, "destinations": chosen}
            labels = [Destination(code).label for code in chosen]
            audit.move(
                paper,
                PaperState.NUMBERED,
                by=by,
                reason=reason,
                changes=changes,
                number=number,
                destinations=labels,
            )
        if Destination.REPORT in chosen:
            findings.take_up(rows, by=by)
    return rows


def sign_paper(
    paper: WorkingPaper, *, destinations: Iterable[str], by: Actor, reason: str = ""
) -> WorkingPaper:
    """审签: sign one paper, number it and say where it goes."""
    return sign_papers([paper], destinations=destinations, by=by, reason=reason)[0]


def drop_paper(paper: WorkingPaper, *, by: Actor, reason: str) -> WorkingPaper:
    """不采用: the leader sets the paper aside and says why."""
    ready([paper], rules.can_confirm_paper, rules.obstacle_to_signing, by=by)
    said(reason, "请写明不采用的理由。")
    return audit.move(paper, PaperState.DROPPED, by=by, reason=reason)


def restore_paper(paper: WorkingPaper, *, by: Actor, reason: str) -> WorkingPaper:
    """恢复: a paper that was set aside waits for the leader again."""
    require(rules.can_restore_paper(by, paper))
    said(reason, "请写明恢复的理由。")
    return audit.move(paper, PaperState.LEADER, by=by, reason=reason)


def merge_paper(paper: WorkingPaper, *, into: WorkingPaper, by: Actor, reason: str) -> WorkingPaper:
    """并入: the paper becomes a source of another; its manifestations go where the other goes."""
    require(rules.can_merge_paper(by, paper))
    said(reason, "请写明并入的理由。")
    with transaction.atomic():
        hold(paper.assignment)
        _check_target(paper, into)
        facts: dict[str, Any] = {"into": str(into.pk), "into_title": into.title}
        audit.move(paper, PaperState.MERGED, by=by, reason=reason, changes={"merged_into": into}, **facts)
        audit.note(into, by=by, act="find.confirm:A", reason=f"并入《{paper.title}》：{reason}")
        findings.extend(into)
    return paper


def _check_target(paper: WorkingPaper, into: WorkingPaper) -> None:
    if into.pk == paper.pk or into.assignment_id != paper.assignment_id:
        raise ValidationError({"into": "只能并入同一巡察任务的另一份底稿。"})
    into.refresh_from_db(fields=["state"])
    if into.state in {PaperState.MERGED, PaperState.DROPPED}:
        raise ValidationError({"into": "那份底稿不采用或已并入别处，请选择仍在办理或已编号的底稿。"})
    paper.refresh_from_db(fields=["place"])
    if not WorkingPaper.objects.filter(takes_in(paper), pk=into.pk).exists():
        raise ValidationError({"into": ELSEWHERE})


def _chosen(destinations: Iterable[str]) -> list[str]:
    codes = list(dict.fromkeys(str(code) for code in destinations))
    if not codes:
        raise ValidationError({"destinations": "请至少选择一个去向；不采用的请办理“不采用”。"})
    if unknown := set(codes) - set(Destination.values):
        raise ValidationError({"destinations": f"没有这样的去向：{'、'.join(sorted(unknown))}"})
    return codes
