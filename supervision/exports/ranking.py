"""整改评估结果: the ranking of a round and 满意度汇总, for those who judge the leaders of the units."""

from collections.abc import Iterator, Sequence

from documents import papers
from documents.letters import Attachment, Block, Letter, Paragraph, Table, Written
from rounds.models import Round
from supervision.models import Assessment
from supervision.standing import Standing, standings, whole_round

SCORES = "sv.score:V"
TO = "县委组织部、县纪委监委，有关县领导"
PLACES = ("名次", "被巡察单位", "得分", "等次", "结果运用")
ASKED = ("被巡察单位", "发放", "收回", "满意", "基本满意", "不满意", "满意度")


def ranking_letter(work: papers.Work) -> Written:
    """整改评估结果: what is decided of a round, all of which its owner sees now.

    Raises:
        ValidationError: its owner does not see every unit of the round.
    """
    round_: Round = Round.objects.visible_to(work.by).select_related("office").get(pk=work.params["round"])
    placed = standings(whole_round(round_, work.by).select_related("assignment__unit"), 0)
    letter = Letter(
        title=f"关于{round_}整改评估结果的函",
        to=TO,
        blocks=tuple(_body(round_, placed)),
        attachments=(Attachment("满意度汇总", (_satisfaction(placed),)),),
        signature=round_.office.name,
        date=work.by.on,
        keep=("整改评估",),
    )
    return Written(letter, Assessment, frozenset(one.assessment.pk for one in placed))


def _body(round_: Round, placed: Sequence[Standing]) -> Iterator[Block]:
    yield Paragraph(
        f"{round_}已评定{len(placed)}个单位的整改情况，现将结果送上，供考核评价领导班子和领导干部时参考。"
    )
    yield Table(PLACES, [_place(one) for one in placed], (2, 8, 3, 3, 8))


def _place(one: Standing) -> tuple[object, ...]:
    row = one.assessment
    band = f"{row.band}（一票否决）" if row.vetoed_by else row.band
    return (one.rank, row.assignment.unit.name, row.total, band, row.consequence or "—")


def _satisfaction(placed: Sequence[Standing]) -> Table:
    rows = [
        (
            row.assignment.unit.name,
            row.sent,
            row.returned,
            row.satisfied,
            row.mostly,
            row.dissatisfied,
            "—" if row.satisfaction is None else f"{row.satisfaction}%",
        )
        for row in (one.assessment for one in placed)
    ]
    return Table(ASKED, rows, (8, 3, 3, 3, 3, 3, 3))
