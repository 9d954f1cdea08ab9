"""Which lists are measured, as whom, narrowed by what; and which can never be as long as the others."""

from dataclasses import dataclass

FOUR = ("office", "unit-liaison", "portfolio", "supervisor")
THREE = ("office", "portfolio", "supervisor")
UNIT = "unit={unit}"
PLACE = "q={name}"
WORDS = {
    "office": "巡察办干部",
    "leadership": "领导小组",
    "unit-liaison": "单位联络员",
    "portfolio": "分管县领导",
    "supervisor": "县委督查组",
    "team-lead": "巡察组组长",
}


@dataclass(frozen=True)
class List:
    """A list page. Braces name keys that the filling told."""

    name: str
    path: str
    people: tuple[str, ...] = ("office",)
    narrowed: str = ""  # a filter, as the address has it
    sought: str = PLACE
    fewer: str = ""  # why it can never have as many rows as the others


LISTS = (
    List("整改台账", "/rectification/items/", FOUR, "due=overdue", "q=制度"),
    List("整改方案", "/rectification/plans/", FOUR, "state=joint"),
    List("整改月报", "/rectification/monthly/", FOUR, f"state=frozen&{UNIT}"),
    List(
        *("一个月的报送情况", "/rectification/monthly/{month}/", THREE, "owing=yes"),
        fewer="一个月里每个单位一份，最多就是单位数",
    ),
    List("整改月报汇总", "/rectification/monthly/summaries/", fewer="每个机构每月一份，按十五年、全部机构计"),
    List(
        *("县领导摘要", "/rectification/briefings/", ("office", "portfolio", "leadership"), "", "q=整改"),
        fewer="每个机构每周一份，按十五年、全部机构计",
    ),
    List("延期申请", "/rectification/extensions/", ("office", "unit-liaison"), "state=applied", "q=台账"),
    List("成果认定", "/rectification/results/", ("office",), f"state=claimed&{UNIT}", "q=办法"),
    List("整改成效", "/rectification/outcomes/", FOUR, "kind=money", "q=办法"),
    List("专项材料", "/rectification/unit-papers/", FOUR, "kind=head&state=accepted"),
    List("整改公开", "/rectification/publications/", FOUR, "state=approved"),
    List("公开晾晒", "/rectification/airing/", THREE, "told=public"),
    List("整改事项划转", "/rectification/transfers/", ("office",), "kind=split"),
    List(
        *("督促文书", "/rectification/pressing/", ("office", "unit-liaison", "portfolio", "leadership")),
        narrowed="state=issued&kind=reminder",
    ),
    List("抽查抽样", "/rectification/draws/", ("office",), UNIT),
    List("屡查屡犯", "/rounds/findings/repeats/", ("office",), "settled=no"),
    List("反馈意见", "/rounds/feedback/", FOUR, "state=received"),
    List("回访督查", "/supervision/visits/", ("office", "supervisor"), "state=open"),
    List("应回访单位", "/supervision/visits/due/", ("office",), "round={round}"),
    List("整改评估", "/supervision/assessments/", ("office", "leadership"), "state=decided"),
    List("整改评估结果", "/supervision/results/", ("unit-liaison", "portfolio"), "round={round}"),
    List("评估打分表", "/supervision/sheets/", fewer="每个机构有几版", sought="q=整改"),
    List(
        *("上次巡察未了事项", "/supervision/carried/", ("office",)),
        fewer="只列正在巡察的单位；这里按全部单位同时在巡计",
    ),
    List("我的通知", "/deadlines/notices/", FOUR, "unread=yes", "q=时限"),
    List("代录", "/documents/proxy/", ("office",), "state=pending", "q=李建国"),
)
PAGES = (
    List("工作台", "/", (*FOUR, "leadership")),
    List("日历订阅", "/calendar/{feed}.ics", FOUR),
    List("提醒方式", "/channels/", ("office",)),
    List("整改事项（佐证、委托、划转）", "/rectification/items/{item}/", ("office", "unit-liaison")),
    List("一次抽样的名单", "/rectification/draws/{draw}/"),
    List("随机抽样", "/rectification/draws/new/"),
    List("提请划转：选择单位", "/rectification/transfers/new/"),
    List("提请划转：一个单位", "/rectification/transfers/units/{unit}/"),
    List("屡查屡犯核对", "/rounds/findings/{finding}/repeat/"),
    List("一次回访督查", "/supervision/visits/{visit}/"),
    List("一轮的排名", "/supervision/ranking/{round}/"),
    List("一个单位的未了事项", "/supervision/carried/{coming}/"),
)
BOOKS = {"整改台账": "product", "公开晾晒表": "airing"}


def token_of(person: str) -> str:
    """Return the secret address of the calendar of one of the people."""
    return f"bench-{person}"
