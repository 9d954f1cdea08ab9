"""抽查: a sample is drawn by a seed that is shown, what was drawn is looked at on site."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from audit import operations as audit
from audit.actor import Actor
from rectification import drawing
from rectification.models import Draw, DrawLine, Item, SiteCheck
from rectification.operations.refusal import require, require_words
from rectification.rules import closing as rules
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rounds.models import Assignment, Round

ACT = "rect.close:P"
AGAIN = "名单中有已经抽过样的问题。再次抽样请写明理由，两次抽样都会保留。"


def waiting_in(place: Round | Assignment, *, by: Actor) -> "QuerySet[Item]":
    """可以抽样的问题: what passed the first check, and not yet to be seen on site."""
    rows = Item.objects.reached_by(by, ACT).filter(state=ItemState.CHECKED, sampled=False)
    if isinstance(place, Assignment):
        return rows.filter(assignment=place)
    return rows.filter(assignment__team__round=place)


def draw_sample(
    place: Round | Assignment,
    *,
    by: Actor,
    percent: int | None = None,
    many: int | None = None,
    reason: str = "",
    seed: str = "",
) -> Draw:
    """抽样: draw from what passed the first check in a round or at a unit; what is drawn is seen on site.

    The order is that of ``rectification.drawing``. Every draw is kept. A list with a problem that was drawn
    over before in this cycle needs a reason; what was drawn stays drawn, so that drawing again can only add.

    Args:
        place: the round or the assignment.
        by: who draws.
        percent: the share to draw, or
        many: how many to draw.
        reason: why it is drawn again.
        seed: of a replayed history; else one that nobody chose.

    Raises:
        ValidationError: nothing waits, more is asked for than waits, or a reason is lacking.
    """
    require(rules.can_draw(by, place))
    assignment = place if isinstance(place, Assignment) else None
    round_ = place.team.round if isinstance(place, Assignment) else place
    with transaction.atomic():
        # Two who draw at once: the second meets the list of the first
        Round.objects.select_for_update().get(pk=round_.pk)
        items = _labelled(waiting_in(place, by=by))
        size = _size(len(items), percent, many)
        again = _drawn_over(items.values())
        draw = Draw(
            round=round_,
            assignment=assignment,
            seed=seed or drawing.new_seed(),
            again=again,
            asked=f"{percent}%" if percent else f"{many} 个",
            reason=require_words(reason, "reason", AGAIN) if again else reason.strip(),
            drawn_by_id=by.user.pk,
            drawn_at=by.at,
        )
        _keep(draw, items, size, by)
    return draw


def _keep(draw: Draw, items: dict[str, Item], size: int, by: Actor) -> None:
    """Store a draw with its list, and put what was drawn before a check on site."""
    order = drawing.in_order(draw.seed, items)
    told = {"seed": draw.seed, "numbers": sorted(items), "drawn": order[:size], "again": draw.again}
    words = f"随机抽样，名单 {len(items)} 个，抽中 {size} 个，种子 {draw.seed}"
    audit.create(draw, by=by, act=ACT, reason="；".join(filter(None, [words, draw.reason])), **told)
    DrawLine.objects.bulk_create(_lines(draw, items, order, size))
    drawn = [items[number] for number in order[:size]]
    chosen = f"随机抽中，种子 {draw.seed}"
    audit.move_all(drawn, ItemState.SAMPLED, by=by, reason=chosen, changes={"sampled": True})


def _labelled(rows: "QuerySet[Item]") -> dict[str, Item]:
    """Return each problem by its number; where units of a round share one, with the unit behind it."""
    found = list(rows.select_related("finding", "assignment__unit").select_for_update(of=("self",)))
    many = Counter(item.finding.number for item in found)
    return {_label(item, many[item.finding.number] > 1): item for item in found}


def _label(item: Item, shared: bool) -> str:
    number: str = item.finding.number
    return f"{number}（{item.assignment.unit}）" if shared else number


def _size(waiting: int, percent: int | None, many: int | None) -> int:
    if not waiting:
        raise ValidationError("没有初核通过、可以抽样的问题。初核通过以后再抽样。")
    if percent is not None and not 1 <= percent <= 100:
        raise ValidationError({"percent": "抽样比例请填 1 到 100。"})
    size = drawing.share_of(waiting, percent) if percent else many or 0
    if not 1 <= size <= waiting:
        raise ValidationError({"many": f"可以抽样的问题有 {waiting} 个，请填 1 到 {waiting}。"})
    return size


def _drawn_over(items: Iterable[Item]) -> bool:
    found = {(item.pk, item.cycle) for item in items}
    rows = DrawLine.objects.filter(item__in=[key for key, _ in found]).values_list("item", "cycle")
    return not found.isdisjoint(rows)


def _lines(draw: Draw, items: dict[str, Item], order: list[str], size: int) -> list[DrawLine]:
    return [
        DrawLine(
            draw=draw,
            item=items[number],
            cycle=items[number].cycle,
            number=number,
            place=place,
            is_drawn=place <= size,
        )
        for place, number in enumerate(order, 1)
    ]


def record_site_check(
    item: Item,
    *,
    found: str,
    checked_on: dt.date,
    people: str,
    text: str,
    by: Actor,
    version: int | None = None,
) -> SiteCheck:
    """登记现场抽查: who went, when, and whether it is as the unit says; what is not so cannot be closed.

    Raises:
        Stale: somebody recorded something else meanwhile.
    """
    require(rules.can_record_site_check(by, item))
    if checked_on > by.on:
        raise ValidationError({"checked_on": "抽查日期不能晚于今天。"})
    said: dict[str, Any] = {
        "people": require_words(people, "people", "请写明由谁抽查。"),
        "text": require_words(text, "text", "请写明抽查看到的情况。"),
    }
    check = SiteCheck(
        item=item,
        cycle=item.cycle,
        found=found,
        checked_on=checked_on,
        recorded_by_id=by.user.pk,
        recorded_at=by.at,
        **said,
    )
    with transaction.atomic():
        audit.create(check, by=by, act=ACT, found=str(found))
        told = f"现场抽查{SiteFinding(found).label}：{said['text']}"
        changes = {"site_found": found}
        audit.edit(item, by=by, act=ACT, changes=changes, version=version, reason=told, on_site=str(found))
    return check
