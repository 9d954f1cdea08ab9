"""What goes on paper: the feedback as a letter, the list of findings as a ledger."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from audit.actor import Actor
from documents import papers
from documents.ledgers import Column, Kind, Ledger
from documents.letters import Attachment, Block, Heading, Letter, Paragraph, Table, Written
from documents.states import Level
from rounds.filters.finding import findings_listed
from rounds.models import Feedback, Finding
from rounds.models.finding import LEADERS_SEE
from rounds.tally import Heading as Class
from rounds.tally import by_taxonomy
from ui.wording import cn_date

EXPORT, PROPOSE = "export.find:X", "export.find:P"
CHANGED = "提请以后，所选范围内的问题有增减，与批准的不一致，没有生成。请重新提请。"
ALONE, AGREED = "rounds.finding_list", "rounds.finding_list_agreed"
LIST_HEADS = ("序号", "问题类别", "问题子类", "具体问题", "具体表现", "重点关注")
LIST_WIDTHS = (1, 3, 3, 5, 9, 1.5)


def feedback_letter(work: papers.Work) -> Written:
    """反馈意见: as its owner may see it now."""
    rows = Feedback.objects.visible_to(work.by).select_related(
        "assignment__team__round", "assignment__party_organization", "assignment__unit"
    )
    feedback: Feedback = rows.get(pk=work.params["feedback"])
    told = Finding.objects.visible_to(work.by).filter(assignment=feedback.assignment)
    classes = by_taxonomy(told.select_related("category__parent", "place").prefetch_related("manifestations"))
    team, party = feedback.assignment.team.name, feedback.assignment.party_organization.name
    letter = Letter(
        title=f"{team}关于巡察{party}情况的反馈意见",
        to=party,
        blocks=tuple(_body(feedback, classes)),
        attachments=(Attachment("巡察反馈问题清单", (_list_of(classes),), landscape=True),),
        signature=team,
        date=feedback.meeting_on,
        keep=(party, "反馈意见"),
        mark="" if feedback.published_at else work.mark,  # a paper that is sent out bears no name but its own
    )
    return Written(letter, Feedback, frozenset({feedback.pk}))


def _body(feedback: Feedback, classes: list[Class]) -> Iterator[Block]:
    assignment = feedback.assignment
    many = sum(len(one.findings) for one in classes)
    yield Paragraph(
        f"根据县委统一部署，{assignment.team.name}于{cn_date(assignment.enters_on)}至"
        f"{cn_date(assignment.leaves_on)}对{assignment.party_organization.name}开展了"
        f"{assignment.team.round.get_kind_display()}。现将巡察情况反馈如下。"
    )
    yield Heading(1, "总体评价")
    yield Paragraph(feedback.overview)
    yield Heading(1, f"巡察发现的主要问题（共{many}个）")
    for one in classes:
        yield Heading(2, one.category.name)
        for finding in one.findings:
            yield Heading(3, f"{finding.titled}。", then="".join(_sentences(finding)))
    yield Heading(1, "整改要求")
    yield Paragraph(feedback.demands)


def _sentences(finding: Finding) -> list[str]:
    lines: Any = finding.manifestations.all()
    return [f"{line.text.rstrip('。；;')}。" for line in lines]


def _list_of(classes: list[Class]) -> Table:
    rows: list[Sequence[object]] = []
    for one in classes:
        for finding in one.findings:
            shows = "\n".join(_sentences(finding))
            focus = "是" if finding.key_focus else ""
            names = (one.category.name, finding.category.name, finding.titled)
            rows.append((len(rows) + 1, *names, shows, focus))
    return Table(LIST_HEADS, rows, LIST_WIDTHS)


class FindingLedger(Ledger[Finding]):
    """问题清单."""

    title = "巡察发现问题清单"
    caliber = "所选范围内、报告已定稿的问题"
    columns = (
        Column("序号", 6, Kind.ORDER),
        Column("编号", 12, Kind.WORD),
        Column("轮次", 14, Kind.WORD),
        Column("被巡察单位", 20),
        Column("延伸对象", 20),
        Column("问题类别", 22),
        Column("具体问题", 40),
        Column("具体表现", 60),
        Column("涉及金额（万元）", 14, Kind.MONEY),
        Column("共性问题", 9, Kind.WORD),
        Column("重点关注", 9, Kind.WORD),
        Column("状态", 10, Kind.WORD),
    )

    def row(self, record: Finding) -> Sequence[object]:
        """Return one finding."""
        shows = "\n".join(_sentences(record))
        return (
            record.number,
            record.assignment.team.round.name,
            record.assignment.unit.name,
            record.place.name if record.place else "",
            record.category.name,
            record.title,
            shows,
            record.amount,
            "是" if record.is_common else "",
            "是" if record.key_focus else "",
            record.get_state_display(),
        )


def final_findings(by: Actor, query: str, act: str) -> "QuerySet[Finding]":
    """Return what a list shows, as far as it is final and the person sees it and holds the act on it now."""
    request = HttpRequest()
    request.GET = QueryDict(query)
    request.actor = by  # type: ignore[attr-defined]
    within = Finding.objects.reached_by(by, act).values("pk")
    rows: QuerySet[Finding] = findings_listed(request).selection.filter(
        assignment__state__in=LEADERS_SEE, pk__in=within
    )
    return rows


def mark_of(rows: "QuerySet[Finding]") -> str:
    """Return a mark of which findings these are: what was agreed to is what is made."""
    keys = sorted(key.bytes for key in rows.order_by().values_list("pk", flat=True))
    return hashlib.sha256(b"".join(keys)).hexdigest()


def finding_rows(work: papers.Work) -> "QuerySet[Finding]":
    """Return the findings of one's own tasks that the list showed."""
    return _with_words(final_findings(work.by, work.params["query"], EXPORT))


def agreed_rows(work: papers.Work) -> "QuerySet[Finding]":
    """Return the findings that the second person agreed to.

    Raises:
        ValidationError: they are not the same any more.
    """
    rows = final_findings(work.by, work.params["query"], PROPOSE)
    if mark_of(rows) != work.params["these"]:
        raise ValidationError(CHANGED)
    return _with_words(rows)


def _with_words(rows: "QuerySet[Finding]") -> "QuerySet[Finding]":
    return rows.select_related("assignment__team__round").prefetch_related("manifestations")


PAPERS = papers.table(
    [
        papers.letter_paper("rounds.feedback_letter", "反馈意见", feedback_letter, act="paper.issue:X"),
        papers.letter_paper(
            "rounds.feedback_pdf", "反馈意见（PDF）", feedback_letter, act="paper.issue:X", form="pdf"
        ),
        papers.ledger_paper(ALONE, FindingLedger(), finding_rows, act=EXPORT, level=Level.S3),
        papers.ledger_paper(AGREED, FindingLedger(), agreed_rows, act=PROPOSE, level=Level.S3, by_two=True),
    ]
)
