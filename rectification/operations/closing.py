"""销号: applied for, checked, put before a check on site, closed; returned, withdrawn. Each also in bulk."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import end, meet
from rectification import rules
from rectification.models import Cycle, Evidence, ExtensionRequest, Item, Measure, Result
from rectification.operations.refusal import refuse_if, require, require_words
from rectification.rules import closing as rules_of_closing
from rectification.states import EvidenceState, ItemState, Progress, ResultState
from ui.wording import number


def lacks(item: Item) -> list[str]:
    """Return what of an item is still open: before that it can neither be applied for nor closed."""
    found = []
    open_measures = Measure.objects.filter(item=item, dropped=False).exclude(progress=Progress.DONE).count()
    if open_measures:
        found.append(f"还有 {open_measures} 条措施没有完成")
    if item.progress != Progress.DONE:
        found.append("整改进展还没有登记为已完成")
    if not _proved(item):
        found.append("还没有提交佐证材料")
    if ExtensionRequest.objects.under_way().filter(item=item).exists():
        found.append("还有延期申请在办理")
    return found


def lacks_to_apply(item: Item) -> list[str]:
    """Return what keeps the unit from applying: what is open, each claimed number without evidence."""
    return lacks(item) + unproved(Result.objects.filter(item=item))


def unproved(results: Iterable[Result]) -> list[str]:
    """Return a sentence that names the claimed numbers without evidence; none when there are none."""
    bare = [row for row in results if row.state == ResultState.CLAIMED and row.file_id is None]
    told = [f"申报的成果“{row}”（{number(row.quantity)}{row.unit}）没有佐证" for row in bare]
    return ["；".join([*told, "请补充佐证，或者撤回这项申报"])] if told else []


def _proved(item: Item) -> bool:
    """Say whether evidence was handed in; what was there when a closing was revoked proves nothing."""
    proofs = Evidence.objects.filter(item=item, state=EvidenceState.SUBMITTED)
    former = Cycle.objects.filter(item=item).last() if item.reopened else None
    return bool((proofs.filter(added_at__gt=former.ended_at) if former else proofs).exists())


def apply_closing(items: Iterable[Item], *, by: Actor, reason: str = "") -> list[Item]:
    """申请销号: for items that are done and proved.

    Raises:
        ValidationError: names what an item still lacks.
    """
    rows = list(items)
    for item in rows:
        refuse_if(rules.bar_to_apply(by, item))
        if missing := lacks_to_apply(item):
            raise ValidationError(f"「{item}」不能申请销号：{'；'.join(missing)}。")
    # What was found on site was found of what stood before: what is drawn is looked at again
    changes = {"applied_by": by.user.pk, "checked_by": None, "site_found": ""}
    return audit.move_all(rows, ItemState.APPLIED, by=by, reason=reason, changes=changes)


def withdraw_application(item: Item, *, by: Actor, reason: str = "") -> Item:
    """撤回申请: by the unit, before anybody checked."""
    require(rules.can_withdraw_application(by, item))
    return audit.move(item, ItemState.FIXING, by=by, reason=reason or "单位撤回申请")


def check_items(items: Iterable[Item], *, by: Actor, opinion: str = "") -> list[Item]:
    """巡察办初核: by a clerk who did not apply."""
    rows = list(items)
    for item in rows:
        refuse_if(rules.bar_to_check(by, item))
    changes = {"checked_by": by.user.pk}
    return audit.move_all(rows, ItemState.CHECKED, by=by, reason=opinion, changes=changes)


def sample_items(items: Iterable[Item], *, by: Actor, opinion: str = "") -> list[Item]:
    """列入抽查: name checked items to be seen on site, beside those that a draw names."""
    rows = list(items)
    for item in rows:
        require(rules.can_sample_item(by, item))
    return audit.move_all(rows, ItemState.SAMPLED, by=by, reason=opinion, changes={"sampled": True})


def close_items(items: Iterable[Item], *, by: Actor, opinion: str = "") -> list[Item]:
    """销号: by one who neither applied nor checked; nothing of it may be open any more.

    Raises:
        ValidationError: names what of an item is still open.
    """
    rows = list(items)
    with transaction.atomic():
        for item, now in zip(rows, _locked(rows), strict=True):
            refuse_if(rules.bar_to_close(by, item))
            refuse_if(rules_of_closing.bar_on_site(now))
            if missing := lacks(now):
                raise ValidationError(f"「{item}」不能销号：{'；'.join(missing)}。")
        closed = audit.move_all(rows, ItemState.CLOSED, by=by, reason=opinion, changes={"closed_on": by.on})
        for deadline in Deadline.objects.about_all(Item, [item.pk for item in rows]).open():
            meet(deadline, by.on, by=by, act="rect.close:A")
    return closed


def _locked(items: list[Item]) -> list[Item]:
    """Return the items as they stand now, held to the end: what is found on site meanwhile waits."""
    rows = Item.objects.select_for_update().filter(pk__in=[item.pk for item in items]).order_by("pk")
    found = {item.pk: item for item in rows}
    return [found[item.pk] for item in items]


def return_application(item: Item, *, reason: str, by: Actor) -> Item:
    """退回: what has to be done before it can be applied for again."""
    require(rules.can_return_application(by, item))
    text = require_words(reason, "reason", "请写明退回的理由和需要补充的内容。")
    changes = {"applied_by": None, "checked_by": None}
    return audit.move(item, ItemState.FIXING, by=by, reason=text, changes=changes)


def make_long_term(
    item: Item, *, look_at_on: dt.date, reason: str, by: Actor, version: int | None = None
) -> Item:
    """转为常态化坚持: not overdue when the period ends; looked at again on a day, and then on the next.

    Raises:
        ValidationError: the day is not to come, or nothing is said.
        Stale: somebody else has set the day since it was read.
    """
    require(rules.can_set_look(by, item))
    if look_at_on <= by.on:
        raise ValidationError({"look_at_on": "下次查看日期须晚于今天。"})
    text = require_words(
        reason, "reason", "请写明需要长期坚持的理由。" if not item.long_term else "请写明这次查看的情况。"
    )
    changes = {"long_term": True, "look_at_on": look_at_on}
    with transaction.atomic():
        # Nothing falls due any more: the day to look at it again is reminded of instead
        for deadline in Deadline.objects.about(item).open():
            end(deadline, by.on, by=by, act="rect.close:P", reason=text)
        return audit.edit(
            item, by=by, act="rect.close:P", changes=changes, version=version, reason=text, long_term=True
        )
