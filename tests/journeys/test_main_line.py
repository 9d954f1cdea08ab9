"""The main line, by the people who walk it: from the plan of a term to a closed problem, in their browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.steps import TODAY, Cast, Someone, days_on, small_pdf
from tests.stack import Stack

TITLE = "惠民补贴发放把关不严"
CLUE = "虚报补贴面积，款项去向不明。"


@pytest.fixture(scope="module")
def cast(live_stack: Stack, browser: Browser) -> Iterator[Cast]:
    live_stack.manage("shell", "-c", "from tests.journeys.seed import plant; plant()")
    people = Cast(browser, live_stack)
    yield people
    people.leave()
    assert not people.watch.slips, "\n".join(people.watch.slips)


def test_01_the_clerk_plans_and_the_director_asks_for_approval(cast: Cast) -> None:
    clerk, director, leader = cast("clerk"), cast("director"), cast("county-leader")
    clerk.open("规划", "届次与覆盖")
    clerk.press("设立届次")
    clerk.fill(name="第十五届县委", starts_on=days_on(-100), ends_on=days_on(1700))
    clerk.send("设立")
    clerk.sees("已设立届次")
    cast.known["term"] = clerk.path
    clerk.press("草拟五年规划")
    clerk.fill(title="青岭县委巡察工作规划", body="届内对县委管理的党组织巡察一遍。")
    clerk.send("保存草稿")
    clerk.press("列入巡察对象")
    clerk.tick("中共青石镇委员会", "中共松湾镇委员会")
    clerk.send("列入规划")
    clerk.sees("共 2 个")
    director.page.goto(clerk.page.url)
    director.confirm("报批")
    leader.take("审批", "青岭县委巡察工作规划")
    leader.confirm("批准", opinion="同意，按规划组织实施。")
    leader.state("已批准")


def test_02_a_leader_who_signs_paper_is_entered_by_two_clerks(cast: Cast, tmp_path: Path) -> None:
    clerk, director, second = cast("clerk"), cast("director"), cast("second")
    clerk.page.goto(clerk.address + cast.known["term"])
    clerk.press("草拟年度计划")
    clerk.fill(body="安排一轮常规巡察。")
    clerk.send("保存草稿")
    director.page.goto(clerk.page.url)
    director.confirm("报批")
    clerk.page.reload()
    clerk.press("代录：批准年度计划")
    clerk.page.locator("input[name=scan]").set_input_files(small_pdf(tmp_path, "签批件.pdf"))
    clerk.fill(signer="顾长河", post="县委书记", signed_on=TODAY, number="青委〔2026〕8号", opinion="同意。")
    clerk.send("提交复核")
    clerk.sees("复核前不生效")
    second.take("复核")
    second.follow("复核")
    second.sees("顾长河")
    second.send("与扫描件一致，同意")
    second.sees("已生效")
    director.page.reload()
    director.state("已批准")
    director.sees("代录")


def test_03_a_round_a_team_and_its_people(cast: Cast) -> None:
    clerk, director = cast("clerk"), cast("director")
    clerk.page.goto(clerk.address + cast.known["term"])
    clerk.press("设立轮次")
    clerk.fill(starts_on=TODAY, ends_on=days_on(60))
    clerk.send("设立")
    clerk.state("筹备")
    cast.known["round"] = clerk.path
    seats = [("周启明", "组长"), ("吴岚", "副组长"), ("郑禾", "成员"), ("何彬", "成员")]
    _form_team(cast, seats, "青石镇", "team")
    _form_team(cast, [("许原", "组长"), ("冯川", "成员")], "松湾镇", "other-team")
    director.page.goto(director.address + cast.known["round"])
    director.press("转为“已部署”")
    director.send("确认")
    director.state("已部署")


def _form_team(cast: Cast, seats: list[tuple[str, str]], unit: str, known: str) -> None:
    clerk, director = cast("clerk"), cast("director")
    clerk.page.goto(clerk.address + cast.known["round"])
    clerk.press("设立巡察组")
    clerk.fill(authorization="青岭巡办〔2026〕3号", authorized_on=TODAY)
    clerk.send("设立")
    cast.known[known] = clerk.path
    clerk.press("提请组队")
    for place, (person, role) in enumerate(seats, 1):
        clerk.choose(**{f"person_{place}": person, f"role_{place}": role})
    clerk.fill(since=TODAY, reason="一次一授权")
    clerk.send("提请核准")
    clerk.sees("待核准的人选")
    clerk.press("下达任务")
    clerk.choose(party_organization=f"中共{unit}委员会", unit=unit)
    clerk.send("下达")
    clerk.state("待进驻")
    cast.known[f"{known}-task"] = clerk.path
    director.take("核准组队")
    director.press("核准组队")
    director.send("确认")
    director.sees("在组")


def test_04_the_team_enters_and_sees_only_its_own(cast: Cast) -> None:
    lead, member = cast("lead"), cast("member")
    lead.take("登记进驻")
    lead.confirm("进驻", on=TODAY)
    lead.state("进驻中")
    member.page.goto(member.address + cast.known["team-task"])
    member.sees("青石镇")
    member.finds_nothing_at(cast.known["other-team-task"])
    member.finds_nothing_at(cast.known["other-team"])
    for name in ("unit-head", "unit-liaison"):
        cast(name).finds_nothing_at(cast.known["team-task"])
        cast(name).home()
        cast(name).sees("现在没有等您办理的事项")


def test_05_a_paper_is_written_returned_passed_and_signed(cast: Cast) -> None:
    member, deputy, lead = cast("member"), cast("deputy"), cast("lead")
    member.home()
    member.press("记一条")
    member.fill(
        title=TITLE,
        facts="抽查三个村，十二户已转包的耕地仍由原户领取补贴。",
        manifestations="杏坪村四户重复领取。",
    )
    member.choose(category="村级资金管理不严")
    member.tick("何彬")
    member.send("保存")
    member.state("草稿")
    cast.known["paper"] = member.path
    member.press("提交")
    member.state("副组长审核")
    deputy.take("审核底稿", TITLE)
    deputy.confirm("退回", reason="请补充发放文件的名称。")
    member.take("提交底稿", TITLE)
    member.sees("请补充发放文件的名称")
    member.press("修改")
    member.fill(facts="依据发放公示表抽查三个村，十二户已转包的耕地仍由原户领取补贴。")
    member.send("保存")
    member.press("提交")
    deputy.take("审核底稿", TITLE)
    deputy.confirm("审核通过")
    deputy.state("组长审签")
    lead.take("审签底稿", TITLE)
    lead.confirm("审签")
    lead.state("已编号")
    lead.sees("去向：进报告")
    cast("other").finds_nothing_at(cast.known["paper"])


def test_06_a_clue_goes_its_own_way(cast: Cast) -> None:
    lead, director, leader, receiver = cast("lead"), cast("director"), cast("county-leader"), cast("receiver")
    lead.open("进驻", "问题线索")
    lead.press("登记线索")
    lead.fill(people="孙某某，青石镇农业中心主任", summary=CLUE)
    lead.tick("重点线索")
    lead.send("登记")
    cast.known["clue"] = lead.path
    lead.confirm("组务会研判")
    lead.confirm("送巡察办审核")
    cast("member").finds_nothing_at(cast.known["clue"])
    cast("clerk").finds_nothing_at(cast.known["clue"])
    receiver.finds_nothing_at(cast.known["clue"])
    director.take("审核", "线索")
    director.sees(CLUE)
    director.confirm("呈领导审批")
    leader.take("审批", "线索")
    leader.confirm("同意移交", opinion="同意。")
    director.take("移交", "线索")
    director.press("移交")
    director.choose(receiver="县纪委监委")
    director.fill(on=TODAY, number="青岭巡移〔2026〕1号")
    director.send("移交")
    director.state("待签收")
    receiver.take("签收", "线索")
    receiver.confirm("签收")
    receiver.press("确定处置方式")
    receiver.choose(disposal="初步核实")
    receiver.send("确认")
    receiver.confirm("反馈办理情况", outcome="经初步核实，部分问题属实，已移送审查。")
    receiver.state("已反馈")


def test_07_the_report_goes_through_its_meetings(cast: Cast) -> None:
    lead, director, leader = cast("lead"), cast("director"), cast("county-leader")
    lead.page.goto(lead.address + cast.known["team-task"])
    lead.confirm("撤离", on=TODAY)
    lead.open("报告", "巡察报告")
    lead.press("起草报告")
    lead.fill(overview="镇党委能够落实县委部署。", advice="健全补贴发放复核机制。")
    lead.send("保存")
    cast.known["report"] = lead.path
    for someone, state in (
        (lead, "组务会"),
        (lead, "组办会商"),
        (director, "领导小组"),
        (leader, "书记专题会"),
    ):
        someone.page.goto(someone.address + cast.known["report"])
        someone.press("送下一环节")
        someone.fill(held_on=TODAY)
        someone.send("确认")
        someone.state(state)
    leader.press("送下一环节")
    leader.fill(held_on=TODAY, reason="同意报告。")
    leader.send("确认")
    leader.state("定稿")


def test_08_feedback_is_proposed_by_one_and_published_by_another(cast: Cast) -> None:
    clerk, director, head = cast("clerk"), cast("director"), cast("unit-head")
    clerk.take("起草反馈意见", "青石镇")
    clerk.press("起草反馈意见")
    clerk.fill(overview="镇党委能够落实县委部署，也存在不足。", demands="两个月内集中整改。")
    clerk.send("保存")
    cast.known["feedback"] = clerk.path
    clerk.press("反馈前审核")
    clerk.tick(
        "对照定稿的巡察报告",
        "审核事实",
        "审核定性",
        "查看问题是否具体",
        "查看责任是否明确",
        "查看建议是否可操作",
    )
    clerk.send("保存审核结果")
    clerk.press("提请发布")
    clerk.state("待发布")
    head.finds_nothing_at(cast.known["feedback"])
    head.finds_nothing_at(cast.known["team-task"])
    director.take("发布反馈")
    director.confirm(
        "发布", meeting_on=TODAY, attendance="县委巡察办、青石镇党委班子成员", number="青岭巡反〔2026〕1号"
    )
    director.state("已发布")


def test_09_the_unit_signs_for_it_and_claims_its_problems(cast: Cast) -> None:
    head, liaison = cast("unit-head"), cast("unit-liaison")
    head.take("签收反馈意见")
    head.sees(TITLE)
    head.sees_not("郑禾")
    head.confirm("签收", received_on=TODAY)
    head.finds_nothing_at(cast.known["paper"])
    head.finds_nothing_at(cast.known["clue"])
    liaison.take("认领问题")
    liaison.sees(TITLE)
    liaison.send("全部认领")
    liaison.sees("已认领")
    cast.known["plan"] = liaison.path


def test_10_the_plan_is_written_signed_reviewed_and_accepted(cast: Cast) -> None:
    liaison, head, clerk = cast("unit-liaison"), cast("unit-head"), cast("clerk")
    receiver, director = cast("receiver"), cast("director")
    liaison.take("编制并报送方案")
    liaison.press("编写总体安排")
    liaison.fill(overview="镇党委书记任组长，逐户核对，限期追缴。")
    liaison.send("编写总体安排")
    liaison.follow("编制")
    liaison.fill(goal="追回多领补贴，堵住漏洞。", department="农业中心", due_on=days_on(50))
    liaison.fill(m__0__text="逐户核对并追缴，修订补贴发放复核办法。", m__0__due_on=days_on(40))
    liaison.choose(leader="罗岭", handler="唐溪")
    liaison.send("保存")
    head.take("编制并报送方案")
    head.confirm("签发报送")
    head.state("联审中")
    clerk.page.goto(clerk.address + cast.known["plan"])
    clerk.press("送联审")
    clerk.tick("县纪委监委")
    clerk.send("送联审")
    receiver.take("出具联审意见")
    receiver.follow("出具意见")
    receiver.tick("同意")
    receiver.send("出具联审意见")
    director.take("联审方案")
    director.confirm("通过")
    director.state("已通过")


def test_11_progress_and_proof(cast: Cast, tmp_path: Path) -> None:
    liaison = cast("unit-liaison")
    liaison.open("整改", "整改台账")
    liaison.follow(TITLE)
    liaison.state("整改中")
    cast.known["item"] = liaison.path
    liaison.page.locator("td").get_by_role("link", name="登记进展").click()
    liaison.choose(progress="已完成")
    liaison.fill(done_text="十二户多领的补贴全部追缴。")
    liaison.send("登记措施进展")
    _prove(liaison, small_pdf(tmp_path, "补贴发放复核办法.pdf"))
    director = cast("director")
    director.page.goto(director.address + cast.known["item"])
    with director.page.expect_download() as got:
        director.page.get_by_role("link", name="补贴发放复核办法.pdf").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")


def _prove(liaison: Someone, paper: Path) -> None:
    """Upload a piece of evidence and send it in, on the page of the item."""
    liaison.press("上传佐证")
    liaison.page.locator("input[name=file]").set_input_files(paper)
    liaison.fill(note=paper.stem)
    liaison.send("上传佐证")
    liaison.sees(paper.name)
    liaison.press("提交佐证")
    liaison.sees("已提交")


def test_12_the_clock_opens_the_monthly_report(cast: Cast) -> None:
    liaison, head, clerk = cast("unit-liaison"), cast("unit-head"), cast("clerk")
    cast.stack.manage("shell", "-c", "from tests.journeys.seed import let_a_month_pass; let_a_month_pass()")
    liaison.open("整改", "整改月报")
    liaison.reloads_until("待填报")
    liaison.take("填报月报")
    liaison.press("填报")
    liaison.fill(summary="追缴多领补贴，修订发放办法。", next_steps="公示追缴结果。")
    liaison.send("保存并送签")
    liaison.state("待签发")
    head.take("签发月报")
    head.confirm("签发报送")
    clerk.take("接收月报")
    clerk.press("接收")
    clerk.state("已接收")


def test_13_an_extension_keeps_the_first_date(cast: Cast) -> None:
    liaison, head, clerk, director = (
        cast(name) for name in ("unit-liaison", "unit-head", "clerk", "director")
    )
    liaison.page.goto(liaison.address + cast.known["item"])
    liaison.press("申请延期")
    liaison.fill(new_due=days_on(80), reason="两户外出务工，追缴需要时间。")
    liaison.send("申请延期")
    head.take("签发延期申请")
    head.press("签发")
    head.send("确认")
    clerk.take("审核延期")
    clerk.press("审核")
    clerk.send("确认")
    director.take("批准延期")
    director.press("批准")
    director.send("确认")
    liaison.page.reload()
    liaison.sees("原定")


def test_14_closed_by_three_reopened_by_two_and_closed_again(cast: Cast, tmp_path: Path) -> None:
    liaison, clerk, director = cast("unit-liaison"), cast("clerk"), cast("director")
    _close(cast, "十二户补贴全部追缴到位，办法已印发。")
    clerk.page.goto(clerk.address + cast.known["item"])
    clerk.press("提请撤销销号")
    clerk.choose(kind="反弹")
    clerk.fill(reason="回访发现两户尚未追缴到位。", new_due=days_on(20))
    clerk.send("确认")
    clerk.state("已销号")  # one asks; it stands until the other has decided
    director.take("决定是否撤销销号", TITLE)
    director.confirm("同意撤销", reason="同意撤销销号。")
    director.state("整改中")
    liaison.page.goto(liaison.address + cast.known["item"])
    liaison.sees("曾撤销销号")
    liaison.sees("回访发现两户尚未追缴到位")
    # The second cycle asks for proof of its own
    _prove(liaison, small_pdf(tmp_path, "两户追缴凭证.pdf", "receipt"))
    _close(cast, "余下两户已追缴。")
    clerk.page.goto(clerk.address + cast.known["item"])
    clerk.state("已销号")


def _close(cast: Cast, done: str) -> None:
    liaison, clerk, director = cast("unit-liaison"), cast("clerk"), cast("director")
    liaison.page.goto(liaison.address + cast.known["item"])
    liaison.page.locator(".record-head").get_by_role("link", name="登记进展").click()
    liaison.choose(progress="已完成")
    liaison.fill(done_text=done)
    liaison.send("登记进展")
    liaison.confirm("申请销号")
    clerk.take("初核", TITLE)
    clerk.confirm("初核", reason="佐证齐全。")
    director.take("销号", TITLE)
    director.confirm("销号", reason="同意销号。")
    director.state("已销号")
