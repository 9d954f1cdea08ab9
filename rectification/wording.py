"""What a drafted paper says before a person has read it: the fact, the days, what is asked."""

import datetime as dt
from collections.abc import Collection

from deadlines.states import PaperKind
from ui.wording import cn_date

DISCIPLINE = "县纪委监委"
ASKED = {
    PaperKind.REMINDER: "请抓紧办理，并于收到本提醒书后5个工作日内完成；确有困难的，按规定申请延期。",
    PaperKind.SUPERVISION: "请主要负责同志亲自过问，10日内完成，并书面报告原因。",
    PaperKind.ADMONITION: "现予告诫，请立即整改，10日内书面报告整改和责任落实情况。",
    PaperKind.INTERVIEW: "现决定约谈你单位主要负责人，请准备书面说明。",
}
ADVICE = "建议依规依纪依法对履行整改责任不力的情况予以核查，并反馈处理结果。"


def addressee(kind: str, party_organization: str) -> str:
    """To whom a paper goes; the advice on accountability goes to the discipline body."""
    return DISCIPLINE if kind == PaperKind.ACCOUNTABILITY else party_organization


def pressing_text(
    kind: str, *, unit: str, subject: str, due: dt.date, on: dt.date, sent: Collection[str] = ()
) -> str:
    """Return the text of a draft: what was due when, how late it is on that day, what is asked.

    Args:
        kind: which paper.
        unit: whose it is; only the advice to another body names it.
        subject: what is late.
        due: the day it was due.
        on: the day of the draft.
        sent: the papers about it that went out before, in words; what did not go out is not claimed.
    """
    late = f"应于{cn_date(due)}前完成，截至{cn_date(on)}已逾期{(on - due).days}天。"
    before = f"此前已发{'、'.join(sent)}，仍未完成。" if sent else ""
    if kind == PaperKind.ACCOUNTABILITY:
        return f"{unit}承担的{subject}{late}{before}{ADVICE}"
    return f"你单位承担的{subject}{late}{before}{ASKED[PaperKind(kind)]}"


def briefing_text(figures: dict[str, int]) -> str:
    """Return the words of a week's briefing: totals only."""
    return (
        f"目前正在整改的事项{figures['open']}项，涉及{figures['units']}个单位；"
        f"其中逾期{figures['overdue']}项，涉及{figures['overdue_units']}个单位，"
        f"逾期30天以上的{figures['long_overdue']}项。"
        f"上周销号{figures['closed']}项，发出督促文书{figures['papers']}份；"
        f"未按时报送的整改月报{figures['late_reports']}份。"
    )
