"""逐条办理: the same act for several items; what is refused for one does not keep the others back."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError

from audit.actor import Actor
from audit.operations import IllegalMove
from rectification import rules
from rectification.models import Item
from rectification.operations.closing import (
    apply_closing,
    check_items,
    close_items,
    lacks_to_apply,
    return_application,
)

NAMED = 10  # so many refused items are named for each reason


@dataclass
class Outcome:
    """What was done, and what was refused for which reason."""

    done: list[Item] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)

    def reasons(self) -> list[str]:
        """Return one line for each reason, with how many items and the first of them by name."""
        counts = Counter(why for _, why in self.refused)
        return [f"{many} 个：{why.rstrip('。')}（{self._names(why)}）" for why, many in counts.most_common()]

    def _names(self, why: str) -> str:
        of_it = [f"《{item}》" for item, reason in self.refused if reason == why]
        more = f"等 {len(of_it)} 个" if len(of_it) > NAMED else ""
        return "、".join(of_it[:NAMED]) + more


Bar = Callable[[Actor, Item], str]


def in_turn(items: Iterable[Item], bar: Bar, run: Callable[[Item], object], *, by: Actor) -> Outcome:
    """逐条办理: do an act for each item that nothing bars, each in its own transaction."""
    outcome = forecast(items, bar, by=by)
    ready, outcome.done = outcome.done, []
    for item in ready:
        try:
            run(item)
        except ValidationError as refused:
            outcome.refused.append((item, "；".join(refused.messages)))
        except (PermissionDenied, IllegalMove) as refused:
            outcome.refused.append((item, str(refused)))
        else:
            outcome.done.append(item)
    return outcome


def forecast(items: Iterable[Item], bar: Bar, *, by: Actor) -> Outcome:
    """预览: what would be done and what refused, without doing it."""
    outcome = Outcome()
    for item in items:
        if why := bar(by, item):
            outcome.refused.append((item, why))
        else:
            outcome.done.append(item)
    return outcome


def _unready(by: Actor, item: Item) -> str:
    return rules.bar_to_apply(by, item) or "；".join(lacks_to_apply(item))


# What keeps an item from each of the acts: for the page that tells it beforehand
BARS: dict[str, Bar] = {
    "apply": _unready,
    "check": rules.bar_to_check,
    "close": rules.bar_to_close,
    "return": rules.bar_to_return,
}


def apply_each(items: Iterable[Item], *, by: Actor, reason: str = "") -> Outcome:
    """批量申请销号."""
    return in_turn(items, _unready, lambda item: apply_closing([item], by=by, reason=reason), by=by)


def check_each(items: Iterable[Item], *, by: Actor, reason: str = "") -> Outcome:
    """批量初核."""
    return in_turn(items, rules.bar_to_check, lambda item: check_items([item], by=by, opinion=reason), by=by)


def close_each(items: Iterable[Item], *, by: Actor, reason: str = "") -> Outcome:
    """批量销号."""
    return in_turn(items, rules.bar_to_close, lambda item: close_items([item], by=by, opinion=reason), by=by)


def return_each(items: Iterable[Item], *, by: Actor, reason: str) -> Outcome:
    """批量退回: each with the same words on what has to be done."""
    return in_turn(
        items, rules.bar_to_return, lambda item: return_application(item, by=by, reason=reason), by=by
    )
