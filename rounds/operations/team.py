"""组队: a team is formed, people are proposed by one and approved by another, and leave at once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from accounts import grants
from accounts import operations as accounts
from accounts.states import Role
from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Person
from rounds.models import Posting, Round, Team
from rounds.operations import screening
from rounds.operations.making import change, make, require
from rounds.rules import team as rules
from rounds.states import PostingRole
from talent_pool import operations as pool
from talent_pool.models import Member
from talent_pool.states import MemberState
from ui.wording import cn_date

PROPOSE, APPROVE = "team.assign:P", "team.assign:A"
RIGHT = "work_in_team"
CHOOSE_ANOTHER = "请另选人员。"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Seat:
    """One person as proposed: who, as what, from when to when."""

    person: Person
    role: str
    since: dt.date
    until: dt.date | None = None

    def payload(self) -> dict[str, str]:
        """Return what the proposal keeps."""
        until = self.until.isoformat() if self.until else ""
        return {
            "person": str(self.person.pk),
            "role": str(self.role),
            "since": self.since.isoformat(),
            "until": until,
        }

    @classmethod
    def read(cls, row: Mapping[str, str], people: Mapping[str, Person]) -> Self:
        """Return the seat that a proposal kept."""
        until = dt.date.fromisoformat(row["until"]) if row["until"] else None
        return cls(people[row["person"]], row["role"], dt.date.fromisoformat(row["since"]), until)

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(PostingRole(self.role).label)

    def overlaps(self, since: dt.date, until: dt.date | None) -> bool:
        """Say whether the seat has a day in common with these days."""
        return (self.until is None or since <= self.until) and (until is None or self.since <= until)


def create_team(
    round_: Round,
    *,
    by: Actor,
    number: int | None = None,
    name: str = "",
    authorization: str = "",
    authorized_on: dt.date | None = None,
) -> Team:
    """设组: form a team of a round; its number and name are proposed when none is given."""
    require(rules.can_create_team(by, round_))
    number = number or next_number(round_)
    team = Team(
        round=round_,
        number=number,
        name=name or f"第{number}巡察组",
        authorization=authorization,
        authorized_on=authorized_on,
    )
    return make(team, by=by, act=PROPOSE)


def next_number(round_: Round) -> int:
    """Return the number that the next team of a round takes."""
    last: int | None = round_.teams.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def edit_team(team: Team, *, changes: Mapping[str, object], by: Actor, version: int | None = None) -> Team:
    """修改组别: change name, number or authorisation."""
    require(rules.can_propose_postings(by, team))
    return change(team, by=by, act=PROPOSE, changes=changes, version=version)


def propose_postings(team: Team, seats: Iterable[Seat], *, by: Actor, reason: str = "") -> Proposal:
    """提请组队: put people before the director; whoever must keep away is refused here already."""
    require(rules.can_propose_postings(by, team))
    chosen = list(seats)
    if not chosen:
        raise ValidationError("请至少选择一名人员。")
    concerns = _check(team, chosen, by)
    screening.ask_for_reason(concerns, reason)
    payload: dict[str, object] = {
        "postings": [seat.payload() for seat in chosen],
        "warnings": screening.warnings(concerns),
        "warned_of": screening.warned_of(concerns),
    }
    return audit.propose(team, by=by, act=PROPOSE, payload=payload, reason=reason)


def approve_postings(proposal: Proposal, *, by: Actor, opinion: str = "") -> list[Posting]:
    """核准组队: from now on the people serve, and see what their dates allow."""
    team = team_of(proposal)
    require(rules.can_decide_postings(by, proposal, team), "组队须由提请人以外的巡察办主任核准。")
    seats = seats_of(proposal)
    with transaction.atomic():
        _check(team, seats, by)
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        postings = [_post(team, seat, proposal.reason, by) for seat in seats]
        told = f"核准{'、'.join(map(str, postings))}"
        audit.note(team, by=by, act=APPROVE, reason=f"{told}：{opinion}" if opinion else told)
    return postings


def reject_postings(proposal: Proposal, *, opinion: str, by: Actor) -> Proposal:
    """退回组队: the director sends the proposal back with a reason."""
    team = team_of(proposal)
    require(rules.can_decide_postings(by, proposal, team), "组队须由提请人以外的巡察办主任核准。")
    if not opinion.strip():
        raise ValidationError("请写明退回的理由。")
    with transaction.atomic():
        audit.note(team, by=by, act=APPROVE, reason=f"退回提请：{opinion}")
        return audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=opinion)


def withdraw_postings(proposal: Proposal, *, by: Actor, opinion: str = "") -> Proposal:
    """撤回组队: whoever proposed takes it back."""
    require(rules.can_withdraw_postings(by, proposal))
    with transaction.atomic():
        audit.note(team_of(proposal), by=by, act=PROPOSE, reason="撤回提请")
        return audit.decide(proposal, ProposalState.WITHDRAWN, by=by, opinion=opinion)


def end_posting(posting: Posting, *, reason: str, by: Actor, on: dt.date | None = None) -> Posting:
    """离组: from a day on, else today, the person serves no longer and opens nothing; drafts stay.

    Raises:
        ValidationError: no reason, or a day after the end that was agreed: serving longer takes two persons.
    """
    require(rules.can_end_posting(by, posting))
    if not reason.strip():
        raise ValidationError("请写明离组的原因。")
    day = on or by.on
    if posting.until and day > posting.until + DAY:
        words = f"派任到{cn_date(posting.until)}为止，这里不能延长。需要延长的，请重新提请组队。"
        raise ValidationError({"on": words})
    return leave(posting, day, reason=reason, by=by, act=APPROVE)


def leave(posting: Posting, day: dt.date, *, reason: str, by: Actor, act: str) -> Posting:
    """离组 as part of another act, such as filing the round away: who may do that act may do this."""
    last = max(day, posting.since) - DAY
    with transaction.atomic():
        audit.edit(posting, by=by, act=act, changes={"until": last, "left_reason": reason}, reason=reason)
        audit.note(posting.team, by=by, act=act, reason=f"{posting}离组：{reason}", until=last)
        _project(posting, by)
        _end_role(posting, day, by)
        release(posting, by=by)
    return posting


def release(posting: Posting, *, by: Actor) -> None:
    """归库: the posting is over; a member of the pool can be posted again."""
    member = member_of(posting.person)
    if member and member.state == MemberState.POSTED and posting.until:
        pool.release(member, team_id=posting.team_id, until=posting.until, by=by)


def member_of(person: Person) -> Member | None:
    """Return the person's membership of the pool, if there is one that lasts."""
    return Member.objects.in_pool().filter(person=person).first()


def team_of(proposal: Proposal) -> Team:
    """Return the team that a proposal is about."""
    return Team.objects.select_related("round").get(pk=proposal.record_id)


def seats_of(proposal: Proposal) -> list[Seat]:
    """Return the people whom a proposal names."""
    rows: list[dict[str, str]] = proposal.payload["postings"]
    people = {str(one.pk): one for one in Person.objects.filter(pk__in=[row["person"] for row in rows])}
    return [Seat.read(row, people) for row in rows]


def _check(team: Team, seats: list[Seat], by: Actor) -> list[screening.Concern]:
    for place, seat in enumerate(seats):
        if seat.until and seat.until < seat.since:
            raise ValidationError(f"{seat.person}的止期早于起期，请改正其中一个日期。")
        _refuse_second(team, seat, seats[:place])
    sent = [(seat.person, seat.role in screening.LEADING) for seat in seats]
    concerns = screening.screen(sent, screening.inspected_by(team), on=by.on)
    screening.refuse_denied(concerns, CHOOSE_ANOTHER)
    return concerns


def _refuse_second(team: Team, seat: Seat, before: list[Seat]) -> None:
    """Refuse a person who serves in the round already, and a second leader on the same day."""
    served = Posting.objects.filter(team__round=team.round, person=seat.person).select_related("team")
    for other in served:
        if seat.overlaps(other.since, other.until):
            raise ValidationError(
                f"{seat.person}同期已在{other.team}任{other.get_role_display()}，不能重复派任。"
            )
    if any(one.person == seat.person and seat.overlaps(one.since, one.until) for one in before):
        raise ValidationError(f"{seat.person}被选了两次，请去掉一次。")
    if seat.role != PostingRole.LEADER:
        return
    leaders: list[Any] = [one for one in before if one.role == PostingRole.LEADER]
    leaders += Posting.objects.filter(team=team, role=PostingRole.LEADER).select_related("person")
    for leader in leaders:
        if seat.overlaps(leader.since, leader.until):
            raise ValidationError(f"{team}同期已有组长{leader.person}，请先办理离组或另定职务。")


def _post(team: Team, seat: Seat, reason: str, by: Actor) -> Posting:
    posting = Posting(
        team=team, person=seat.person, role=seat.role, since=seat.since, until=seat.until, reason=reason[:200]
    )
    audit.create(posting, by=by, act=APPROVE, reason=reason)
    _project(posting, by)
    _give_role(posting, by)
    if member := member_of(seat.person):
        pool.draft(
            member,
            team_id=team.pk,
            round_name=team.round.name,
            team_name=team.name,
            role=str(posting.get_role_display()),
            since=seat.since,
            until=seat.until,
            by=by,
        )
    return posting


def _project(posting: Posting, by: Actor) -> None:
    """Let guardian's grant on the team say what the person's postings there say together."""
    user = posting.person.user
    if user is None:
        return
    rows = Posting.objects.filter(team=posting.team, person=posting.person)
    spans = list(rows.values_list("since", "until"))
    ends = [until for _, until in spans]
    until = None if None in ends else max(end for end in ends if end)
    since = min(start for start, _ in spans)
    grants.grant(
        RIGHT,
        user,
        posting.team,
        by=by,
        since=since,
        until=until,
        reason=posting.left_reason or posting.reason,
    )


def _give_role(posting: Posting, by: Actor, since: dt.date | None = None) -> None:
    if posting.person.user is not None:
        accounts.give_role(
            posting.person.user,
            Role(posting.role),
            since=since or posting.since,
            until=posting.until,
            by=by,
            reason=str(posting.team)[:200],
        )


def _end_role(posting: Posting, day: dt.date, by: Actor) -> None:
    """End the role, and give it again for the other teams in which the person serves as the same."""
    user = posting.person.user
    if user is None:
        return
    accounts.end_role(user, Role(posting.role), on=day, by=by)
    others = Posting.objects.filter(person=posting.person, role=posting.role).exclude(pk=posting.pk)
    for other in others.filter(Q(until__isnull=True) | Q(until__gte=day)).select_related(
        "person__user", "team"
    ):
        _give_role(other, by, since=max(other.since, day))
