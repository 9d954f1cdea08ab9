"""人才库: proposed, vetted, taken in, posted, back, out; appraised."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Person
from talent_pool import rules
from talent_pool.models import Appraisal, Expertise, Member, Service
from talent_pool.states import Grade, MemberState, PoolKind, RankGroup


def require(allowed: bool, why: str = "") -> None:
    """Refuse an act that the rule does not allow."""
    if not allowed:
        raise PermissionDenied(why or "您没有办理这一步的权限，或者这一步已经办过。")


def add_expertise(name: str, *, by: Actor) -> Expertise:
    """登记专长: a word of the office's dictionary."""
    require(rules.can_propose_member(by))
    return audit.create(Expertise(name=name), by=by, act="pool.edit:C")


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
        raise ValidationError(f"{person}已在人才库中，请查看现有记录。") from None
    return member


def vet_member(member: Member, *, by: Actor) -> Member:
    """提交审查."""
    require(rules.can_vet_member(by, member))
    return audit.move(member, MemberState.VETTING, by=by)


def admit_member(member: Member, *, by: Actor, opinion: str = "") -> Member:
    """批准入库: by one who did not propose."""
    require(rules.can_decide_member(by, member), "推荐人不能批准自己推荐的人选，请由另一人办理。")
    return audit.move(member, MemberState.IN_POOL, by=by, reason=opinion, changes={"joined_on": by.on})


def refuse_member(member: Member, *, reason: str, by: Actor) -> Member:
    """不予入库."""
    require(rules.can_decide_member(by, member))
    if not reason.strip():
        raise ValidationError({"reason": "请写明不予入库的理由。"})
    return audit.move(member, MemberState.REFUSED, by=by, reason=reason)


def remove_member(member: Member, *, reason: str, by: Actor, unfit: bool = False) -> Member:
    """出库: with the reason."""
    require(rules.can_remove_member(by, member), "抽调中的人员请先归库，再办理出库。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明出库的原因。"})
    changes = {"left_on": by.on, "left_reason": reason, "left_unfit": unfit}
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
    """归库: the member's service in a team ends; back in the pool when no other runs on."""
    with transaction.atomic():
        for service in Service.objects.filter(member=member, team_id=team_id):
            last = max(until, service.since - dt.timedelta(days=1))
            audit.edit(service, by=by, act="team.assign:A", changes={"until": last})
        day_after = until + dt.timedelta(days=1)
        if (
            member.state == MemberState.POSTED
            and not Service.objects.on(day_after).filter(member=member).exists()
        ):
            audit.move(member, MemberState.IN_POOL, by=by)


def appraise(
    member: Member,
    *,
    year: int,
    rank_group: RankGroup,
    grade: Grade,
    by: Actor,
    round_name: str = "",
    remark: str = "",
) -> Appraisal:
    """参巡考核: once for a round or a year."""
    require(rules.can_appraise(by, member))
    if grade in {Grade.BASIC, Grade.UNFIT} and not remark.strip():
        raise ValidationError({"remark": "评为基本称职或不称职的，请写明理由。"})
    appraisal = Appraisal(
        member=member,
        year=year,
        round_name=round_name,
        rank_group=rank_group,
        grade=grade,
        remark=remark,
        appraised_on=by.on,
    )
    try:
        with transaction.atomic():
            return audit.create(appraisal, by=by, act="pool.appraise:P")
    except IntegrityError:
        raise ValidationError("该同志本轮已有考核记录。") from None
