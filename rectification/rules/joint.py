"""联审: what of it keeps a plan from being accepted, and what is to be done about it."""

from collections.abc import Iterable

from django.conf import settings

from rectification.models import JointOpinion, RectificationPlan
from rectification.states import OpinionState

WAIT = "{names}的联审意见尚未出具，请催办；部门不登录系统的，凭签字盖章的意见代录"
OBJECT = "{names}有修改意见，请退回单位修改，修改后的新一版再送联审"
FEW = "第 {edition} 版方案至少要有 {least} 个部门的意见，只送了 {many} 个，请巡察办干部再送 {left} 个"
NONE = "第 {edition} 版方案还没有送联审，至少要有 {least} 个部门的意见，请巡察办干部先送联审"


def bar_of_joint(plan: RectificationPlan) -> str:
    """Say which bodies have not agreed to this edition, and what to do; nothing when enough have."""
    opinions = JointOpinion.objects.filter(plan=plan, edition=plan.edition).select_related("body")
    rows = list(opinions)
    waiting = _names(row for row in rows if row.state == OpinionState.ASKED)
    objecting = _names(row for row in rows if row.state == OpinionState.OBJECTED)
    told = [
        WAIT.format(names=waiting) if waiting else "",
        OBJECT.format(names=objecting) if objecting else "",
        _too_few(plan, len(rows)),
    ]
    said = "；".join(filter(None, told))
    return f"{said}。" if said else ""


def _names(opinions: Iterable[JointOpinion]) -> str:
    return "、".join(str(opinion.body) for opinion in opinions)


def _too_few(plan: RectificationPlan, many: int) -> str:
    least: int = settings.JOINT_BODIES_MIN
    words = FEW if many else NONE
    told = {"edition": plan.edition, "least": least, "many": many, "left": least - many}
    return words.format(**told) if many < least else ""
