"""Who may write, submit, review, sign, drop and merge working papers."""

from typing import Any

from django.db.models import QuerySet

from accounts.rules import held, may
from accounts.scopes import NOTHING
from accounts.states import Scope
from audit.actor import Actor
from audit.models import Entry
from organizations.models import Person
from rounds.models import Assignment, Posting, WorkingPaper, assignment_q
from rounds.states import AssignmentState, PaperState, PostingRole

CAPTURING = frozenset({AssignmentState.ON_SITE, AssignmentState.LEFT})


def person_of(by: Actor) -> Person | None:
    """Return the registered person behind the account."""
    if "person" not in by.memo:
        by.memo["person"] = Person.objects.filter(user=by.user.pk).first()
    found: Person | None = by.memo["person"]
    return found


def writable_assignments(by: Actor) -> "QuerySet[Assignment]":
    """Return the assignments on which the actor serves today and whose papers are still written."""
    reach = NOTHING
    for role, _ in held(by, "find.draft:C"):
        reach |= assignment_q(Scope.TASK, role, by, path="")
    rows: QuerySet[Assignment] = Assignment.objects.filter(reach, state__in=CAPTURING)
    return rows


def can_create_paper(by: Actor, assignment: Assignment) -> bool:
    """Whoever serves in the team, from entry until the report goes to the office."""
    capturing = assignment.state in CAPTURING
    return capturing and writable_assignments(by).filter(pk=assignment.pk).exists()


def can_edit_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The author, or the leading ones of the team, while it is a draft."""
    return _stands(paper, PaperState.DRAFT) and may(by, "find.draft:E", paper)


def can_submit_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The author, or the leading ones of the team."""
    return _stands(paper, PaperState.DRAFT) and may(by, "paper.submit:S", paper)


def can_withdraw_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The author, before the deputy has reviewed it."""
    wrote = paper.author.user_id == by.user.pk
    return _stands(paper, PaperState.DEPUTY) and wrote and may(by, "paper.submit:S", paper)


def can_review_paper(by: Actor, paper: WorkingPaper) -> bool:
    """A deputy or leader who neither wrote nor undertakes it."""
    waits = _stands(paper, PaperState.DEPUTY) and not is_own(by, paper)
    return waits and may(by, "paper.review:A", paper)


def can_return_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The reviewer; at the last step the leader, even of a paper that is the leader's own."""
    at_leader = _stands(paper, PaperState.LEADER) and may(by, "find.confirm:A", paper)
    return at_leader or can_review_paper(by, paper)


def can_confirm_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The leader who neither wrote, undertakes nor reviewed it: to sign it or to drop it."""
    waits = _stands(paper, PaperState.LEADER) and not is_own(by, paper)
    return waits and may(by, "find.confirm:A", paper) and reviewer_of(paper) != by.user.pk


def can_merge_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The leader, from a draft or at the last step."""
    mergeable = paper.state in {PaperState.DRAFT, PaperState.LEADER}
    return mergeable and _stands(paper, paper.state) and may(by, "find.confirm:A", paper)


def can_restore_paper(by: Actor, paper: WorkingPaper) -> bool:
    """The leader, while papers are still written."""
    return _stands(paper, PaperState.DROPPED) and may(by, "find.confirm:A", paper)


def _stands(paper: WorkingPaper, state: str) -> bool:
    return paper.state == state and paper.assignment.state in CAPTURING


def is_own(by: Actor, paper: WorkingPaper) -> bool:
    """Say whether the actor wrote the paper or undertakes it."""
    return by.user.pk in _involved(paper)


def _involved(paper: WorkingPaper) -> set[Any]:
    return {paper.author.user_id, *(person.user_id for person in paper.undertakers.all())} - {None}


def reviewer_of(paper: WorkingPaper) -> object:
    """Return the account that passed the paper on to the leader, as the trail tells."""
    return Entry.objects.filter(from_state=PaperState.DEPUTY).who_took(paper, PaperState.LEADER)


def people_who_can(role: PostingRole, by: Actor, paper: WorkingPaper) -> list[Person]:
    """Return who serves in a role of the team today and has no part in the paper."""
    postings = Posting.objects.on(by.on).filter(team=paper.assignment.team_id, role=role)
    people = [posting.person for posting in postings.select_related("person")]
    barred = _involved(paper) | ({reviewer_of(paper)} if role == PostingRole.LEADER else set())
    return [person for person in people if person.user_id not in barred]


def obstacle_to_signing(by: Actor, paper: WorkingPaper) -> str:
    """Say why a leader may not sign a waiting paper, and who may; empty when nothing is in the way."""
    if not _stands(paper, PaperState.LEADER) or not may(by, "find.confirm:A", paper):
        return ""
    if is_own(by, paper):
        part = "您是这份底稿的起草人或承办人"
    elif reviewer_of(paper) == by.user.pk:
        part = "这份底稿由您审核"
    else:
        return ""
    return f"{part}，不能再由您审签。{_who_else(PostingRole.LEADER, by, paper)}"


def obstacle_to_review(by: Actor, paper: WorkingPaper) -> str:
    """Say why a deputy may not review a paper that waits for review, and who may."""
    waits = _stands(paper, PaperState.DEPUTY) and is_own(by, paper) and may(by, "paper.review:A", paper)
    if not waits:
        return ""
    return f"您是这份底稿的起草人或承办人，不能再由您审核。{_who_else(PostingRole.DEPUTY, by, paper)}"


def _who_else(role: PostingRole, by: Actor, paper: WorkingPaper) -> str:
    if people := people_who_can(role, by, paper):
        return f"可以办理的是：{'、'.join(person.name for person in people)}。"
    return f"本组现在没有其他{role.label}，请退回后更换承办人，或请巡察办另派{role.label}。"
