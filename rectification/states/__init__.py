"""States of the second half of the work: read this first. Source: lifecycle.md §3 «Rectification item»."""

from django.db import models

Edges = dict[str, dict[str, str]]


def tones_of(*kinds: type[models.TextChoices]) -> dict[str, str]:
    """Return the colour family of each state, for the badges of a model."""
    return {state.value: state.tone for kind in kinds for state in kind}  # type: ignore[attr-defined]


class ItemState(models.TextChoices):
    """整改事项."""

    UNCLAIMED = "unclaimed", "待认领"
    PLANNING = "planning", "方案编制"
    JOINT = "joint", "方案联审"
    FIXING = "fixing", "整改中"
    APPLIED = "applied", "申请销号"
    CHECKED = "checked", "巡察办初核"
    SAMPLED = "sampled", "联审抽查"
    CLOSED = "closed", "已销号"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"unclaimed": "idle", "planning": "idle", "fixing": "going", "closed": "done"}
        return tones.get(self.value, "soon")


ITEM_EDGES: Edges = {
    ItemState.UNCLAIMED: {ItemState.PLANNING: "rect.claim:S"},
    ItemState.PLANNING: {ItemState.JOINT: "rect.plan:S"},
    ItemState.JOINT: {ItemState.FIXING: "rect.plan:A", ItemState.PLANNING: "rect.plan:A"},
    ItemState.FIXING: {ItemState.APPLIED: "rect.apply:S"},
    ItemState.APPLIED: {
        ItemState.CHECKED: "rect.close:P",
        ItemState.FIXING: "rect.reopen:P",  # 退回; the unit's own withdrawal is another operation
    },
    ItemState.CHECKED: {
        ItemState.SAMPLED: "rect.close:P",
        ItemState.CLOSED: "rect.close:A",
        ItemState.FIXING: "rect.reopen:A",
    },
    ItemState.SAMPLED: {ItemState.CLOSED: "rect.close:A", ItemState.FIXING: "rect.reopen:A"},
    ItemState.CLOSED: {ItemState.FIXING: "rect.reopen:A"},  # 撤销销号
}
PLANNED_IN = (ItemState.UNCLAIMED, ItemState.PLANNING)
OPEN_STATES = [state for state in ItemState if state != ItemState.CLOSED]


class Progress(models.TextChoices):
    """完成程度; separate from the state, for each manifestation and measure."""

    UNDONE = "undone", "未完成"
    MOSTLY = "mostly", "基本完成"
    DONE = "done", "已完成"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"undone": "idle", "mostly": "soon", "done": "done"}[self.value]


class PlanState(models.TextChoices):
    """整改方案."""

    DRAFT = "draft", "编制"
    JOINT = "joint", "联审中"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已通过"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "joint": "soon", "returned": "returned", "accepted": "done"}[self.value]


PLAN_EDGES: Edges = {
    PlanState.DRAFT: {PlanState.JOINT: "rect.plan:S"},
    PlanState.JOINT: {PlanState.ACCEPTED: "rect.plan:A", PlanState.RETURNED: "rect.plan:A"},
    PlanState.RETURNED: {PlanState.JOINT: "rect.plan:S"},
    PlanState.ACCEPTED: {},
}


class OpinionState(models.TextChoices):
    """联审意见."""

    ASKED = "asked", "待出具"
    AGREED = "agreed", "同意"
    OBJECTED = "objected", "有修改意见"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"asked": "soon", "agreed": "done", "objected": "returned"}[self.value]


OPINION_EDGES: Edges = {
    OpinionState.ASKED: {OpinionState.AGREED: "rect.joint:S", OpinionState.OBJECTED: "rect.joint:S"},
    OpinionState.AGREED: {},
    OpinionState.OBJECTED: {OpinionState.ASKED: "rect.joint:P"},
}


class ResultKind(models.TextChoices):
    """成果类型, each with its unit."""

    SYSTEM_NEW = "system_new", "建章立制（新建）"
    SYSTEM_REVISED = "system_revised", "建章立制（修订）"
    MONEY = "money", "挽回损失"
    MONEY_CLEARED = "money_cleared", "资金清缴"
    MONEY_WRITTEN = "money_written", "资金核销"
    MONEY_PURSUED = "money_pursued", "资金追缴"
    MONEY_REPAID = "money_repaid", "资金退赔"
    ACCOUNTABILITY = "accountability", "追责问责"
    WIDER = "wider", "举一反三"
    CAMPAIGN = "campaign", "专项整治"
    OTHER = "other", "其他"

    @property
    def unit(self) -> str:
        """The unit that the number is counted in."""
        kind = self.value.partition("_")[0]
        return {"money": "万元", "accountability": "人"}.get(kind, "项")


SYSTEM_KINDS = (ResultKind.SYSTEM_NEW, ResultKind.SYSTEM_REVISED)
MONEY_KINDS = tuple(kind for kind in ResultKind if kind.value.startswith("money"))


class ResultState(models.TextChoices):
    """成果认定."""

    CLAIMED = "claimed", "待认定"
    ACCEPTED = "accepted", "已认定"
    REFUSED = "refused", "不予认定"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"claimed": "soon", "accepted": "done", "refused": "returned"}.get(self.value, "idle")


RESULT_EDGES: Edges = {
    ResultState.CLAIMED: {
        ResultState.ACCEPTED: "rect.result:A",
        ResultState.REFUSED: "rect.result:A",
        ResultState.WITHDRAWN: "rect.progress:C",
    },
    ResultState.ACCEPTED: {ResultState.CLAIMED: "rect.result:A"},
    ResultState.REFUSED: {ResultState.CLAIMED: "rect.result:A"},
    ResultState.WITHDRAWN: {},
}


class ReportState(models.TextChoices):
    """整改月报."""

    OPEN = "open", "待填报"
    SIGNING = "signing", "待签发"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回补充"
    FROZEN = "frozen", "已接收"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"open": "soon", "signing": "soon", "submitted": "going", "returned": "returned"}
        return tones.get(self.value, "done")


REPORT_EDGES: Edges = {
    ReportState.OPEN: {ReportState.SIGNING: "rect.monthly:C"},
    ReportState.SIGNING: {ReportState.SUBMITTED: "rect.monthly:S", ReportState.OPEN: "rect.monthly:S"},
    ReportState.SUBMITTED: {ReportState.FROZEN: "rect.monthly:A", ReportState.RETURNED: "rect.monthly:A"},
    ReportState.RETURNED: {ReportState.SIGNING: "rect.monthly:C"},
    ReportState.FROZEN: {},
}


class MonthFigure(models.TextChoices):
    """月报数据, in the order of the county's table."""

    TOTAL = "total", "应改"
    CLOSED = "closed", "已销号"
    CLOSED_THIS_MONTH = "closed_this_month", "本月销号"
    DONE = "done", "在整改已完成"
    MOSTLY = "mostly", "基本完成"
    UNDONE = "undone", "未完成"
    OVERDUE = "overdue", "逾期"
    SYSTEMS = "systems", "制度（项）"
    MONEY = "money", "挽回损失（万元）"
    ACCOUNTABILITY = "accountability", "追责问责（人）"


class Corrected(models.TextChoices):
    """What of a frozen report may be put right beside it; a figure has its own list."""

    SUMMARY = "summary", "本月整改情况"
    NEXT_STEPS = "next_steps", "下月计划"
    PROGRESS = "progress", "完成程度"
    TEXT = "text", "本月进展"
    LATE_REASON = "late_reason", "逾期原因"


class ExtensionState(models.TextChoices):
    """延期申请."""

    DRAFT = "draft", "待签发"
    APPLIED = "applied", "待审核"
    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不予延期"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"approved": "done", "refused": "returned"}.get(self.value, "soon")


EXTENSION_EDGES: Edges = {
    ExtensionState.DRAFT: {ExtensionState.APPLIED: "rect.extend:S", ExtensionState.REFUSED: "rect.extend:S"},
    ExtensionState.APPLIED: {
        ExtensionState.PROPOSED: "rect.extend:P",
        ExtensionState.REFUSED: "rect.extend:P",
    },
    ExtensionState.PROPOSED: {
        ExtensionState.APPROVED: "rect.extend:A",
        ExtensionState.REFUSED: "rect.extend:A",
    },
    ExtensionState.APPROVED: {},
    ExtensionState.REFUSED: {},
}


class EvidenceState(models.TextChoices):
    """佐证材料."""

    DRAFT = "draft", "未提交"
    SUBMITTED = "submitted", "已提交"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "submitted": "done", "withdrawn": "idle"}[self.value]


EVIDENCE_EDGES: Edges = {
    EvidenceState.DRAFT: {
        EvidenceState.SUBMITTED: "rect.evidence:C",
        EvidenceState.WITHDRAWN: "rect.withdraw:E",
    },
    EvidenceState.SUBMITTED: {},
    EvidenceState.WITHDRAWN: {},
}


class PressingState(models.TextChoices):
    """督促文书: drafted by the clock, let out by persons."""

    PENDING = "pending", "待批"
    BEFORE_GROUP = "group", "待领导小组批准"
    ISSUED = "issued", "已发出"
    DROPPED = "dropped", "不予发出"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"issued": "done", "dropped": "idle"}.get(self.value, "soon")


PRESSING_EDGES: Edges = {
    PressingState.PENDING: {
        PressingState.ISSUED: "press.paper:A",
        PressingState.BEFORE_GROUP: "press.paper:S",
        PressingState.DROPPED: "press.paper:A",
    },
    PressingState.BEFORE_GROUP: {
        PressingState.ISSUED: "press.grave:A",
        PressingState.PENDING: "press.grave:A",
    },
    PressingState.ISSUED: {},
    PressingState.DROPPED: {},
}
