"""What the auditor takes home: the trail as a ledger, what a check of the chain found as a paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.matrix import act_name
from audit import anchors
from audit.models import Entry
from audit.verifying import Verification, verify
from dashboards.filters import entries_listed
from dashboards.naming import kind_of
from dashboards.operations import CHECK, record_check
from dashboards.told import fields_of, page_of_list, states_of
from documents import papers
from documents.ledgers import Column, Kind, Ledger, write_ledger
from documents.letters import Block, Heading, Letter, Paragraph, Written
from documents.models import Job
from documents.states import Level
from ui.wording import cn_time

EXPORT = "audit.biz:X"


class EntryLedger(Ledger[Entry]):
    """留痕."""

    title = "留痕清单"
    caliber = "所选范围内的留痕，不含正文和意见"
    columns = (
        Column("序号", 7, Kind.ORDER),
        Column("封存序号", 10, Kind.WORD),
        Column("办理时间", 20),
        Column("办理人", 12),
        Column("代录签署人", 18),
        Column("动作", 26),
        Column("种类", 8, Kind.WORD),
        Column("对象类别", 14),
        Column("状态", 22),
        Column("改动项目或查阅范围", 34),
        Column("摘要", 68),
    )

    def row(self, record: Entry) -> Sequence[object]:
        """Return one entry, without a text."""
        seal = getattr(record, "seal", None)
        return (
            str(seal.seq) if seal else "待封存",
            f"{timezone.localtime(record.at):%Y-%m-%d %H:%M:%S}",
            str(record.user),
            record.acting_for,
            act_name(record.act),
            record.get_kind_display(),
            kind_of(record.record_type),
            states_of(record),
            fields_of(record) or page_of_list(record),
            seal.digest if seal else "",
        )


def entries_paper(work: papers.Work) -> papers.Made:
    """留痕清单: what the list showed, as far as its owner may take it home now."""
    request = HttpRequest()
    request.GET = QueryDict(work.params["query"])
    request.actor = work.by  # type: ignore[attr-defined]
    path, rows = work.folder / "ledger.xlsx", entries_listed(request, "X").selection
    write_ledger(EntryLedger(), rows, to=path, by=work.by, number=work.number, progress=work.progress)
    return papers.Made(path, f"{EntryLedger.title}{work.by.on:%Y%m%d}.xlsx")


def check_paper(work: papers.Work) -> Written:
    """核对情况: walks the chain against the anchors kept here, and writes down what was found."""
    known = anchors.kept()
    since = (
        max(known, key=lambda one: one.seq, default=None) if work.params.get("since") == "anchor" else None
    )
    found = verify(at=work.by.at, anchors=known, since=since, progress=work.progress)
    record_check(Job.objects.get(number=work.number), found, by=work.by)
    letter = Letter(
        title="留痕核对情况",
        blocks=tuple(_found(found)),
        signature=str(work.by.user),
        date=work.by.on,
        mark=f"{work.by.user}　{timezone.localtime(work.by.at):%Y-%m-%d %H:%M}　{work.number}",
    )
    return Written(letter)


def _found(found: Verification) -> Iterator[Block]:
    yield Heading(1, "核对范围")
    until = f"，封存至{cn_time(found.until)}" if found.until else ""
    yield Paragraph(f"自第{found.since}条至第{found.links}条{until}；对照锚点{found.anchors}个。")
    yield Paragraph(f"尚未封存{found.unsealed}条。")
    yield Heading(1, "核对结果")
    if not found.faults:
        yield Paragraph("逐条重算摘要，前后相接，与锚点相符，未发现异常。")
    yield from (Paragraph(f"{fault}。") for fault in found.faults)


PAPERS: dict[str, Any] = papers.table(
    [
        papers.Paper("dashboards.trail", EntryLedger.title, EXPORT, entries_paper, Level.S3),
        papers.letter_paper("dashboards.trail_check", "留痕核对情况", check_paper, act=CHECK),
    ]
)
