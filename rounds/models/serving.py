"""Who serves today, told without naming the postings: for what stands above a team."""

from django.db.models import Q

from accounts.states import Role
from audit.actor import Actor


def serving_q(by: Actor, role: Role, path: str) -> Q:
    """Return the condition that the actor serves today in a role, in a team that ``path`` leads to.

    Args:
        by: who, on which day.
        role: in which capacity.
        path: the way from the row to the postings, such as ``rounds__teams__postings``.
    """
    here = Q(**{f"{path}__person__user": by.user.pk, f"{path}__role": role, f"{path}__since__lte": by.on})
    return here & (Q(**{f"{path}__until__isnull": True}) | Q(**{f"{path}__until__gte": by.on}))
