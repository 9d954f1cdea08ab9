"""The year on the demo county, as it stands on the last day of 2025; printed month by month."""

import datetime as dt
import sys
import time
from itertools import count

from django.core.files.base import ContentFile
from django.db.models import Count

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.actor import Actor
from documents.models import StoredFile
from documents.operations.files import store
from documents.tests.factories import PDF
from organizations.models import Office, Unit
from organizations.states import TenureKind
from organizations.tests.factories import make_person
from rectification.models import Item, MonthlyReport, Transfer
from rectification.operations import monthly
from rectification.states import ItemState, ReportState
from tests.year.checks import check, owed
from tests.year.story import DAY, EXTENSIONS, REVOCATIONS, Year
from tests.year.trail import Reader

AS_OF, START = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
WAY = (ReportState.OPEN, ReportState.RETURNED, ReportState.SIGNING, ReportState.SUBMITTED)
_papers = count(1)


def proof(by: Actor) -> StoredFile:
    """Return a voucher, another each time."""
    content = ContentFile(PDF + str(next(_papers)).encode() + b"\n%%EOF\n", name="凭证.pdf")
    return store(content, by=by, act="rect.evidence:C")


def county_year() -> Year:
    """Return the year of the demo county: the units with the most to mend merge, part, change their head."""
    office = Office.objects.annotate(many=Count("units")).latest("many")
    fixing = Item.objects.filter(state=ItemState.FIXING, assignment__office=office, long_term=False)
    counts = fixing.order_by().values("unit").annotate(many=Count("pk")).order_by("-many", "unit")
    merged, into, handed = (Unit.objects.get(pk=row["unit"]) for row in counts[:3])
    newcomer = make_person(office, "新任负责人", make_user("newcomer", Role.UNH))
    return Year(office, START, proof, merged=merged, into=into, handed=handed, newcomer=newcomer)


def settle(year: Year) -> int:
    """Bring in what the demo county left open of the months before."""
    rows = MonthlyReport.objects.exclude(state=ReportState.FROZEN).filter(month__lt=START)
    late = list(rows.select_related("unit", "assignment__unit").order_by("month", "pk"))
    for report in late:
        if report.state in WAY[:2]:
            liaison = year.of(report.unit, TenureKind.LIAISON, year.at(AS_OF, 17))
            said = {line.pk: {"late_reason": "项目跨年度实施"} for line in report.lines.all()}
            monthly.write_monthly(
                report, summary="按方案推进", next_steps="继续整改", lines=said, send=True, by=liaison
            )
        if report.state == ReportState.SIGNING:
            monthly.sign_monthly(report, by=year.of(report.unit, TenureKind.HEAD, year.at(AS_OF, 18)))
        monthly.accept_monthly(report, by=year.clerk(year.at(AS_OF, 19)))
    return len(late)


def main() -> None:
    """Play and compare; end with 1 when anything does not hold."""
    began, year = time.monotonic(), county_year()
    by_unit = dict(Item.objects.order_by().values_list("assignment__unit").annotate(many=Count("pk")))
    print(f"补报年前的月报 {settle(year)} 份；事项 {sum(by_unit.values())} 个", flush=True)
    print(f"{year.merged}并入{year.into}；{year.handed}换主要负责人，并划出一部分", flush=True)
    faults: list[str] = []
    waiting: list[str] = []
    compared, at = 0, year.at(START, 0)
    for month, at in year.play():
        verdict = check(at, since=START, office=year.director(at))
        compared = sum(verdict.compared.values())
        faults += verdict.faults
        waiting += owed(year.first(month))
        seconds = time.monotonic() - began
        print(
            f"{month:2} 月：比对 {compared} 处，不符 {len(verdict.faults)} 处，{seconds:.0f} 秒", flush=True
        )
        for fault in verdict.faults[:5]:
            print(f"    {fault}", flush=True)
    trail = Reader().read(at + DAY)
    now = dict(Item.objects.order_by().values_list("assignment__unit").annotate(many=Count("pk")))
    kept = {unit: now[unit] for unit in by_unit} == by_unit
    asked = (year.done["延期"], year.done["撤销销号"]) == (EXTENSIONS, REVOCATIONS)
    print(f"办理：{dict(year.done)}；留痕 {trail.entries} 条；划转 {Transfer.objects.count()} 个")
    print(f"按被巡察单位的问题数{'不变' if kept else '变了'}；没有报送的月报 {len(waiting)} 份")
    ok = kept and asked and not faults and not waiting
    print(f"证明：模拟一年：十二个月比对 {compared} 处，{'全部相符' if ok else '有不符之处'}")
    sys.exit(int(not ok))
