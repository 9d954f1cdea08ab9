"""督促文书, 整改情况报告, 主要负责人报告 and 公开稿 on paper: ten lines of a letter."""

from documents import papers
from documents.letters import Attachment, Block, Heading, Letter, Paragraph, Table, Written
from rectification.models import PressingPaper, Publication, PublishedEdition, UnitPaper

ROOM = "\n" * 4  # for a name written by hand
SIGNING = Table(
    ("签字人", "签字或者签阅", "日期"), [("主要负责人", ROOM, ""), ("分管县领导", ROOM, "")], (4, 7, 4)
)


def pressing_letter(work: papers.Work) -> Written:
    """督促文书: as its owner may see it now; a draft bears the mark of who made it."""
    rows = PressingPaper.objects.visible_to(work.by).select_related("unit", "assignment__office")
    paper: PressingPaper = rows.get(pk=work.params["paper"])
    unit = str(paper.unit)
    letter = Letter(
        title=f"关于{unit}巡察整改工作的{paper.get_kind_display()}",
        to=paper.to,
        blocks=(Paragraph(paper.text),),
        signature=paper.assignment.office.name,
        date=paper.issued_on or work.by.on,
        keep=(unit, paper.get_kind_display()),
        mark="" if paper.issued_on else work.mark,
    )
    return Written(letter, PressingPaper, frozenset({paper.pk}))


def edition_letter(work: papers.Work) -> Written:
    """公开稿: the frozen copy, word for word; no mark of who made the paper, for it leaves the house."""
    rows = PublishedEdition.objects.visible_to(work.by).select_related("publication")
    edition: PublishedEdition = rows.get(pk=work.params["edition"])
    said = edition.content
    blocks: list[Block] = [Paragraph(said["opening"])]
    for heading, text in said["problems"]:
        blocks += [Heading(1, heading), Paragraph(text)]
    blocks += [Paragraph(said["closing"]), *map(Paragraph, said["contact"])]
    letter = Letter(
        title=said["title"],
        blocks=tuple(blocks),
        signature=said["signature"],
        date=edition.since or edition.publication.approved_on,
        keep=("巡察整改", "进展情况"),
    )
    return Written(letter, PublishedEdition, frozenset({edition.pk}))


def report_letter(work: papers.Work) -> Written:
    """整改情况报告: every problem in full, to the office; what is published comes of it."""
    rows = Publication.objects.visible_to(work.by).select_related("assignment__party_organization")
    publication: Publication = rows.get(pk=work.params["publication"])
    lines = publication.lines.select_related("item__finding").order_by("item__finding__number")
    blocks: list[Block] = []
    for line in lines:
        blocks += [Heading(1, str(line)), Paragraph(line.text or "整改情况待填写。")]
    sender = str(publication.assignment.party_organization)
    letter = Letter(
        title=f"{sender}关于巡察整改情况的报告",
        to=str(publication.assignment.office),
        blocks=tuple(blocks),
        signature=sender,
        date=publication.submitted_on or work.by.on,
        keep=("巡察整改", "情况的报告"),
        mark=work.mark,
    )
    return Written(letter, Publication, frozenset({publication.pk}))


def head_report_letter(work: papers.Work) -> Written:
    """主要负责人报告: what the head did, with the page on which head and county leader sign."""
    rows = UnitPaper.objects.visible_to(work.by).reports().select_related("assignment__party_organization")
    paper: UnitPaper = rows.get(pk=work.params["paper"])
    sender = str(paper.assignment.party_organization)
    letter = Letter(
        title=f"{sender}主要负责人组织落实巡察整改情况的报告",
        to=str(paper.assignment.office),
        blocks=(Paragraph(paper.text.strip() or "整改情况待填写。"),),
        attachments=(Attachment("签字页", (SIGNING,)),),
        signature=sender,
        date=paper.submitted_on or work.by.on,
        keep=("巡察整改", "情况的报告"),
        mark=work.mark,
    )
    return Written(letter, UnitPaper, frozenset({paper.pk}))
