"""划转的通知: both units are told, each what concerns it."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import User
from audit.actor import Actor
from deadlines.operations.notice import notify
from deadlines.states import Audience
from organizations.models import Unit
from rectification.models import Item
from rectification.operations.people import people_of


def tell_both(moving: Sequence[Item], unit: Unit, to: Unit, *, key: str, by: Actor) -> None:
    """通知两个单位: liaison and head of each, without who is recused; once each."""
    many = len(moving)
    _tell(moving, unit, f"{many} 个整改事项划转{to}，由其负责整改", f"{key}:from", by)
    _tell(moving, to, f"承接{unit}划转的整改事项 {many} 个，请确定责任人", f"{key}:to", by)


def _tell(moving: Sequence[Item], unit: Unit, title: str, key: str, by: Actor) -> None:
    tasks = {item.assignment_id: item.assignment for item in moving}
    told: dict[object, tuple[User, object]] = {}
    for task in tasks.values():
        people = people_of(task, by.on, unit)
        for user in (*people[Audience.HANDLER], *people[Audience.HEAD]):
            told.setdefault(user.pk, (user, task.party_organization))
    for user, party in told.values():
        notify(
            user,
            title=title[:120],
            at=by.at,
            key=key,
            url=reverse("rectification:item_list"),
            about=party,  # type: ignore[arg-type]
        )
