"""The floor: the same session, the same visible rows and columns, the exact count, and nothing else.

Each view asks in raw SQL what the product's page shows, and fills one short template.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

SIZE = 25
LIST = Engine().from_string(
    "<!DOCTYPE html><title>{{ total }}</title><table>{% for row in rows %}<tr>"
    '<td><a href="{{ row.0 }}">{{ row.1 }}</a></td>'
    "{% for cell in row.2 %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
DETAIL = Engine().from_string(
    "<!DOCTYPE html><title>{{ record.1 }}</title><dl>"
    "{% for cell in record %}<dd>{{ cell }}</dd>{% endfor %}</dl>"
    "<ol>{% for line in lines %}<li>{{ line.0 }}</li>{% endfor %}</ol>"
    "<ul>{% for entry in trail %}<li>{% for cell in entry %}{{ cell }} {% endfor %}</li>{% endfor %}</ul>"
)
OFFICES = """(SELECT o.id FROM organizations_office o WHERE o.id IN (%(own)s) OR o.parent_id IN (%(own)s))"""
OWN = """SELECT p.office_id FROM organizations_officepost p JOIN organizations_person q ON q.id = p.person_id
    WHERE q.user_id = %s AND p.since <= CURRENT_DATE AND (p.until IS NULL OR p.until >= CURRENT_DATE)"""
REACH = f"a.office_id IN {OFFICES % {'own': OWN}}"
SEEN = "a.state IN ('review', 'final', 'fed_back', 'rectifying', 'assessed', 'archived')"
FINDINGS = f"""FROM rounds_finding f JOIN rounds_assignment a ON a.id = f.assignment_id
    WHERE {REACH} AND {SEEN}"""
ITEMS = f"""FROM rectification_item i JOIN rounds_assignment a ON a.id = i.assignment_id WHERE {REACH}"""

RECORD = f"""SELECT f.number, f.title, u.name, c.name, k.name, f.amount, a.published_at, f.state,
    p.number, p.title, r.name, t.name
    FROM rounds_finding f JOIN rounds_assignment a ON a.id = f.assignment_id
    JOIN organizations_unit u ON u.id = a.unit_id JOIN rounds_category c ON c.id = f.category_id
    LEFT JOIN rounds_category k ON k.id = c.parent_id LEFT JOIN rounds_workingpaper p ON p.id = f.paper_id
    JOIN rounds_team t ON t.id = a.team_id JOIN rounds_round r ON r.id = t.round_id
    WHERE {REACH} AND {SEEN} AND f.id = %s"""  # noqa: S608 -- constants


def _ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _who(request: HttpRequest) -> tuple[Any, Any]:
    key = request.user.pk
    return key, key


def _listed(
    request: HttpRequest, source: str, columns: str, joins: str, *, key: str, order: str
) -> HttpResponse:
    who = _who(request)
    total = _ask(f"SELECT COUNT(*) {source}", *who)[0][0]
    number = min(int(request.GET.get("page", "1")), -(-total // SIZE))
    keys = f"SELECT {key} {source} ORDER BY {order} LIMIT {SIZE} OFFSET %s"
    ids = [found for (found,) in _ask(keys, *who, (number - 1) * SIZE)]
    marks = ", ".join(["%s"] * len(ids))
    rows = {row[0]: row for row in _ask(f"SELECT {columns} {joins} IN ({marks})", *ids)}
    shown = [(row[0], row[1], row[2:]) for row in (rows[one] for one in ids)]
    return HttpResponse(LIST.render(Context({"rows": shown, "total": total})))


def finding_list(request: HttpRequest) -> HttpResponse:
    """编号、具体问题、被巡察单位、问题类别、涉及金额、标注、状态."""
    source = FINDINGS
    if request.GET.get("common"):
        source += " AND f.is_common AND f.state = 'published'"
    columns = "f.id, f.title, f.number, u.name, c.name, f.amount, f.key_focus, f.is_common, f.state"
    joins = """FROM rounds_finding f JOIN rounds_assignment a ON a.id = f.assignment_id
        JOIN organizations_unit u ON u.id = a.unit_id
        JOIN rounds_category c ON c.id = f.category_id WHERE f.id"""
    return _listed(request, source, columns, joins, key="f.id", order="f.number, f.id")


def item_list(request: HttpRequest) -> HttpResponse:
    """编号、反馈问题、责任单位、完成时限、完成程度、状态、标注."""
    columns = "i.id, f.title, f.number, u.name, i.due_on, i.progress, i.state, f.key_focus, i.long_term"
    joins = """FROM rectification_item i JOIN rounds_finding f ON f.id = i.finding_id
        JOIN rounds_assignment a ON a.id = i.assignment_id JOIN organizations_unit u ON u.id = a.unit_id
        WHERE i.id"""
    return _listed(
        request, ITEMS, columns, joins, key="i.id", order="i.closed_on ASC NULLS FIRST, i.due_on, i.id"
    )


def finding_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the page of one finding shows."""
    record = _ask(RECORD, *_who(request), pk)[0]
    lines = _ask('SELECT text FROM rounds_manifestation WHERE finding_id = %s ORDER BY "order"', pk)
    trail = _ask(
        """SELECT e.at, e.act, u.name, e.reason FROM audit_entry e JOIN accounts_user u ON u.id = e.user_id
        WHERE e.record_type = 'rounds.finding' AND e.record_id = %s ORDER BY e.at DESC, e.id DESC""",
        pk,
    )
    facts = {"record": record, "lines": lines, "trail": trail}
    return HttpResponse(DETAIL.render(Context(facts)))


urlpatterns = [
    path("findings/", finding_list),
    path("findings/<uuid:pk>/", finding_detail),
    path("items/", item_list),
]
