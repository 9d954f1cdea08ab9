"""双人导出: a paper that one has ordered is made once another has agreed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from documents import rules
from documents.models import Job
from documents.states import JobState

NOT_THE_SECOND = "导出须由提请人以外的人批准。"
TAKEN_BACK = "本人已撤回。"


def release_job(proposal: Proposal, *, by: Actor, opinion: str = "") -> Job:
    """批准导出: the paper goes into the queue, for whoever ordered it."""
    job = _held(proposal, by)
    with transaction.atomic():
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        return audit.move(job, JobState.QUEUED, by=by, reason=opinion, changes={"woken_at": by.at})


def refuse_job(proposal: Proposal, *, by: Actor, opinion: str) -> Job:
    """不同意导出: the paper is not made; whoever ordered it reads why."""
    job = _held(proposal, by)
    if not opinion.strip():
        raise ValidationError({"opinion": "不同意的，请写明理由。"})
    with transaction.atomic():
        audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=opinion)
        return _drop(job, f"未获批准：{opinion}", by)


def withdraw_job(proposal: Proposal, *, by: Actor) -> Job:
    """撤回导出的提请."""
    job = Job.objects.get(pk=proposal.record_id)
    if proposal.state == ProposalState.PENDING and not rules.can_withdraw_job(by, proposal):
        raise PermissionDenied(NOT_THE_SECOND)
    with transaction.atomic():
        audit.decide(proposal, ProposalState.WITHDRAWN, by=by)
        return _drop(job, TAKEN_BACK, by)


def _held(proposal: Proposal, by: Actor) -> Job:
    """What was decided already is told by the trail; whoever may not decide what waits is refused."""
    job: Job = Job.objects.get(pk=proposal.record_id)
    if proposal.state == ProposalState.PENDING and not rules.can_release_job(by, proposal, job):
        raise PermissionDenied(NOT_THE_SECOND)
    return job


def _drop(job: Job, why: str, by: Actor) -> Job:
    changes = {"error": why[:300], "finished_at": by.at}
    return audit.move(job, JobState.DROPPED, by=by, reason=why, changes=changes)
