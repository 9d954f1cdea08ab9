"""Who enters what others signed, who confirms it, who takes a paper home; how much is too much."""

from typing import Any

from django.apps import apps

from accounts.matrix import UnknownAct
from accounts.rules import Scoped, may, signed_on_paper
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from documents.models import Job, ProxyEntry, ReadingAlarm
from documents.quota import WATCHED, quota_of
from documents.states import POLICY, AlarmState, JobState
from organizations.models.body import colleagues_of

NO_LONGER = "您现在没有这份文件所需的权限，不能下载。如有疑问请联系巡察办。"
CHANGED = "文件所载的内容中有您现在无权查看的记录，不能下载。请重新生成。"
EXPIRED = "这份文件已过下载期限，请重新生成。"
NOT_READY = "文件还没有生成好，请稍后再下载。"
TOO_MUCH = (
    "今天导出的敏感以上材料已到每天上限，文件没有生成。工作确需导出的，"
    "请向安全保密管理员说明理由，由其放开当日限额后重新生成。"
)
FEW = 300  # as many ids as one question may list on every database


def can_enter_by_proxy(by: Actor, record: Scoped, act: str) -> bool:
    """The office enters acts of those who sign on paper, about a record that the clerk sees."""
    model: Any = type(record)
    on_paper = signed_on_paper(act)
    seen = model._default_manager.visible_to(by).filter(pk=record.pk)
    return on_paper and may(by, "proxy.enter:C", record) and seen.exists()


def can_confirm_proxy(by: Actor, entry: ProxyEntry) -> bool:
    """A second clerk of the office confirms; never the one who entered it, nor the one who signed."""
    pending = entry.proposal.state == ProposalState.PENDING
    involved = entry.proposal.proposed_by_id == by.user.pk or signed_by_self(by, entry.signer)
    return pending and not involved and may(by, "proxy.enter:A", entry)


def signed_by_self(by: Actor, signer: str) -> bool:
    """The paper bears the clerk's own name: in another post, or a namesake's; somebody else takes it."""
    return "".join(signer.split()) == "".join(str(by.user).split())


def can_download(by: Actor, job: Job) -> bool:
    """One's own finished paper, in time, the right still held, every record in it still in sight."""
    return download_refusal(by, job) == ""


def download_refusal(by: Actor, job: Job) -> str:
    """Say why the paper may not be taken home now; empty when it may."""
    if job.owner_id != by.user.pk or not still_holds(by, job.act):
        return NO_LONGER
    if job.state != JobState.DONE or job.result_id is None:
        return NOT_READY
    if job.expires_at is not None and by.at >= job.expires_at:
        return EXPIRED
    return "" if still_sees(by, job) else CHANGED


def still_holds(by: Actor, act: str) -> bool:
    """The act is held today; one that the table no longer knows is held by nobody."""
    try:
        return may(by, act)
    except UnknownAct:
        return False


def still_sees(by: Actor, job: Job) -> bool:
    """Every record that stands in the paper may be seen today."""
    if not job.shown_type:
        return True
    model: Any = apps.get_model(job.shown_type)
    shown = job.shown()
    rows = model._default_manager.visible_to(by).order_by()
    if len(shown) <= FEW:
        rows = rows.filter(pk__in=shown)
    return shown <= set(rows.values_list("pk", flat=True))


def can_release_job(by: Actor, proposal: Proposal, job: Job) -> bool:
    """Whoever approves such papers in the office of who ordered it, or in one above; never that person."""
    pending = proposal.state == ProposalState.PENDING and proposal.record_id == job.pk
    another = by.user.pk not in {proposal.proposed_by_id, job.owner_id}
    return pending and another and may(by, approving(job.act)) and job.owner_id in colleagues_of(by)


def can_withdraw_job(by: Actor, proposal: Proposal) -> bool:
    """Whoever ordered it, until it is decided."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk


def approving(act: str) -> str:
    """Return the act of the second person beside that of the first."""
    return f"{act.partition(':')[0]}:A"


def export_refusal(by: Actor, level: str, rows: int = 1) -> str:
    """Say why so many rows of a level may not be taken home today; empty when they may."""
    quota = quota_of(by) if level in WATCHED else None
    return "" if quota is None or quota.lets_out(rows) else TOO_MUCH


def can_set_policy(by: Actor) -> bool:
    """How much may be read is set by the security administrator."""
    return may(by, POLICY)


def can_lift(by: Actor, alarm: ReadingAlarm) -> bool:
    """Opened again for the rest of its day by the security administrator, never for oneself."""
    today = alarm.state == AlarmState.RAISED and alarm.day == by.on
    return today and alarm.user_id != by.user.pk and may(by, POLICY, alarm)
