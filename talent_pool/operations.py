"""人才库: proposed, vetted, taken in, posted, back, out; appraised."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Person
from talent_pool import rules
from talent_pool.models import Appraisal, Expertise, Member, Service
from talent_pool.states import Grade, MemberState, PoolKind, RankGroup

REMOVE, APPRAISE = rules.REMOVE, rules.APPRAISE
OTHER_PERSON = "提请人不能自己核定，请由另一人办理；或者这一件已经办过。"
OWN_CANDIDATE = "推荐人不能决定自己推荐的人选，请由另一人办理。"
APPRAISED = "该同志本年度本轮已有考核记录，请查看现有记录。"


def require(allowed: bool, why: str = "") -> None:
    """Refuse an act that the rule does not allow."""
    if not allowed:
        raise PermissionDenied(why or "您没有办理这一步的权限，或者这一步已经办过。")


def add_expertise(name: str, *, by: Actor) -> Expertise:
    """登记专长: a word of the office's dictionary."""
    require(rules.can_propose_member(by))
    if Expertise.objects.filter(name=name).exists():
        raise ValidationError({"name": "已有这项专长，不用重复登记。"})
    return audit.create(Expertise(name=name), by=by, act="pool.edit:C")


def rename_expertise(expertise: Expertise, *, name: str, by: Actor, version: int | None = None) -> Expertise:
    """修改专长名称: for everybody who has it."""
    require(rules.can_propose_member(by))
    if Expertise.objects.filter(name=name).exclude(pk=expertise.pk).exists():
        raise ValidationError({"name": "已有同名的专长，请换一个名称。"})
    return audit.edit(expertise, by=by, act="pool.edit:E", changes={"name": name}, version=version)


def propose_member(
    person: Person,
    *,
    pool: PoolKind,
    expertise: Iterable[Expertise],
    by: Actor,
    recommended_by: str = "",
    founding: bool = False,
) -> Member:
    """推荐入库."""
    require(rules.can_propose_member(by))
    member = Member(
        office=person.office,
        person=person,
        pool=pool,
        recommended_by=recommended_by,
        founding=founding,
        proposed_by=by.user.pk,
    )
    try:
        with transaction.atomic():
            audit.create(member, by=by, act="pool.edit:C")
            member.expertise.set(expertise)
    except IntegrityError:
        raise ValidationError({"person": f"{person}在人才库中已有记录，请查看现有记录。"}) from None
    return member


def edit_member(
    member: Member,
    *,
    pool: str,
    expertise: Iterable[Expertise],
    recommended_by: str,
    by: Actor,
    version: int | None = None,
) -> Member:
    """修改库别、专长."""
    require(rules.can_edit_member(by, member))
    changes = {"pool": pool, "recommended_by": recommended_by}
    chosen = list(expertise)
    with transaction.atomic():
        words = "专长：" + ("、".join(str(one) for one in chosen) or "无")
        audit.edit(member, by=by, act="pool.edit:E", changes=changes, version=version, reason=words)
        member.expertise.set(chosen)
    return member


def vet_member(member: Member, *, by: Actor) -> Member:
    """提交审查."""
    require(rules.can_vet_member(by, member))
    return audit.move(member, MemberState.VETTING, by=by)


def admit_member(member: Member, *, by: Actor, opinion: str = "") -> Member:
    """批准入库: by one who did not propose."""
    require(member.state != MemberState.VETTING or rules.can_decide_member(by, member), OWN_CANDIDATE)
    return audit.move(member, MemberState.IN_POOL, by=by, reason=opinion, changes={"joined_on": by.on})


def refuse_member(member: Member, *, reason: str, by: Actor) -> Member:
    """不予入库: by one who did not propose."""
    require(member.state != MemberState.VETTING or rules.can_decide_member(by, member), OWN_CANDIDATE)
    if not reason.strip():
        raise ValidationError({"reason": "请写明不予入库的理由。"})
    return audit.move(member, MemberState.REFUSED, by=by, reason=reason)


def propose_removal(member: Member, *, reason: str, by: Actor, unfit: bool = False) -> Proposal:
    """提请出库: with the reason, before a second person."""
    require(rules.can_propose_removal(by, member), "抽调中的人员请先归库，再办理出库。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明出库的原因。"})
    payload = {"reason": reason, "unfit": unfit}
    return audit.propose(member, by=by, act=REMOVE, payload=payload, reason=reason)


def approve_removal(proposal: Proposal, *, by: Actor, opinion: str = "") -> Member:
    """批准出库: by one who did not propose it."""
    member = member_of(proposal)
    require(rules.can_decide_proposal(by, proposal, member), OTHER_PERSON)
    if member.state == MemberState.POSTED:
        raise ValidationError("该同志正在抽调中，请先归库，再批准出库。")
    reason, unfit = str(proposal.payload["reason"]), bool(proposal.payload["unfit"])
    changes = {"left_on": by.on, "left_reason": reason[:200], "left_unfit": unfit}
    with transaction.atomic():
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        return audit.move(member, MemberState.LEFT, by=by, reason=reason, changes=changes)


def draft(
    member: Member,
    *,
    team_id: UUID,
    round_name: str,
    team_name: str,
    role: str,
    since: dt.date,
    until: dt.date | None,
    by: Actor,
) -> Service:
    """抽调: the member serves in a team; called by the posting, which has asked who may."""
    service = Service(
        member=member,
        team_id=team_id,
        round_name=round_name,
        team_name=team_name,
        role=role,
        since=since,
        until=until,
    )
    with transaction.atomic():
        if member.state == MemberState.IN_POOL:
            audit.move(member, MemberState.POSTED, by=by)
        return audit.create(service, by=by, act="team.assign:A")


def release(member: Member, *, team_id: UUID, until: dt.date, by: Actor) -> None:
    """归库: the member's service in a team ends; back in the pool when no other runs on.

    A service that ended before, in another role of the same team, keeps its dates.
    """
    with transaction.atomic():
        running = Q(until__isnull=True) | Q(until__gt=until)
        for service in Service.objects.filter(running, member=member, team_id=team_id):
            last = max(until, service.since - dt.timedelta(days=1))
            audit.edit(service, by=by, act="team.assign:A", changes={"until": last})
        day_after = until + dt.timedelta(days=1)
        if (
            member.state == MemberState.POSTED
            and not Service.objects.on(day_after).filter(member=member).exists()
        ):
            audit.move(member, MemberState.IN_POOL, by=by)


def propose_appraisal(
    member: Member,
    *,
    year: int,
    rank_group: str,
    grade: str,
    by: Actor,
    round_name: str = "",
    remark: str = "",
) -> Proposal:
    """提出考核: by the team's leader or the office; it counts when a second person has approved it."""
    require(rules.can_appraise(by, member))
    if grade in {Grade.BASIC, Grade.UNFIT} and not remark.strip():
        raise ValidationError({"remark": "评为基本称职或不称职的，请写明理由。"})
    if Appraisal.objects.filter(member=member, year=year, round_name=round_name).exists():
        raise ValidationError(APPRAISED)
    payload: dict[str, object] = {
        "year": year,
        "round_name": round_name,
        "rank_group": str(rank_group),
        "grade": str(grade),
        "remark": remark,
    }
    return audit.propose(member, by=by, act=APPRAISE, payload=payload)


def approve_appraisal(proposal: Proposal, *, by: Actor, opinion: str = "") -> Appraisal:
    """核定考核: by one who did not propose it."""
    member = member_of(proposal)
    require(rules.can_decide_proposal(by, proposal, member), OTHER_PERSON)
    appraisal = appraisal_in(proposal, member)
    appraisal.appraised_on = by.on
    try:
        with transaction.atomic():
            audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
            return audit.create(appraisal, by=by, act="pool.appraise:A")
    except IntegrityError:
        raise ValidationError(APPRAISED) from None


def appraisal_in(proposal: Proposal, member: Member) -> Appraisal:
    """Return the appraisal as it was proposed, not stored."""
    said = proposal.payload
    return Appraisal(
        member=member,
        year=int(said["year"]),
        round_name=str(said["round_name"]),
        rank_group=RankGroup(said["rank_group"]),
        grade=Grade(said["grade"]),
        remark=str(said["remark"]),
    )


def reject_proposal(proposal: Proposal, *, reason: str, by: Actor) -> Proposal:
    """退回提请: with the reason; the proposer may propose anew."""
    require(rules.can_decide_proposal(by, proposal, member_of(proposal)), OTHER_PERSON)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回的理由。"})
    return audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=reason)


def withdraw_proposal(proposal: Proposal, *, by: Actor) -> Proposal:
    """撤回提请: by the proposer, as long as nobody decided."""
    require(rules.can_withdraw_proposal(by, proposal))
    return audit.decide(proposal, ProposalState.WITHDRAWN, by=by)


def member_of(proposal: Proposal) -> Member:
    """Return the member whom a proposal is about."""
    found: Member = Member.objects.select_related("person").get(pk=proposal.record_id)
    return found
