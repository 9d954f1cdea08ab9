"""What stands around every page: menu, place, person, notices."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.matrix import act_name
from accounts.memory import remembered
from accounts.reading import watched_act
from accounts.rules import may, roles_of
from accounts.states import Role
from audit.actor import Actor
from dashboards.menu import MENU, Chapter, Line, line_at
from dashboards.standing import UNREAD
from deadlines.models import Notice
from documents.quota import quota_of
from organizations.models import Person
from rounds.models import Round
from rounds.rules.paper import writable_assignments
from ui.frame import Frame, Item, Section


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every page of a signed-in user its frame."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None or not by.user.is_authenticated:
        return {"act_name": act_name}
    around = _guarded(frame_of(by, request.path), request, by)
    return {"frame": around, "act_name": act_name, "today": by.on}


def _guarded(around: Frame, request: HttpRequest, by: Actor) -> Frame:
    """Add what stands on pages of S3 and S4 only: whose eyes they are under, how much is left to read."""
    match = request.resolver_match
    if match is None or watched_act(by, getattr(match.func, "acts", ())) is None:
        return around
    quota = quota_of(by)
    mark = f"{by.user} {timezone.localtime(by.at):%Y-%m-%d %H:%M}"
    return replace(around, watermark=mark, caution=quota.caution if quota else "")


def frame_of(by: Actor, path: str) -> Frame:
    """Return the frame of a person at a page: what orients is remembered, what is new to read is not."""
    here = line_at(path)
    about = ("frame", by.acting_for, path == "/", here and here.page)
    still = remembered(by, about, lambda: _still(by, path, here))
    unread = by.memo[UNREAD] if UNREAD in by.memo else Notice.objects.unread_of(by.user).count()
    return replace(still, notices=unread)


def _still(by: Actor, path: str, here: Line | None) -> Frame:
    home = Section("工作台", "house", (Item("今天要办的", reverse("dashboards:home"), active=path == "/"),))
    chapters = (_section(by, chapter, here) for chapter in MENU)
    team_round = _round_of(by)
    return Frame(
        sections=(home, *(section for section in chapters if section.items)),
        office=_office(by),
        term=str(team_round.term) if team_round else "",
        round=team_round.name if team_round else "",
        person=str(by.user),
        posts=tuple(Role(code).label for code in sorted(roles_of(by))),
        notices_url=reverse("deadlines:notice_list"),
        files_url=reverse("documents:file_list"),
        search_url=reverse("dashboards:search"),
        password_url=reverse("accounts:password_change"),
        channels_url=reverse("dashboards:channel_show"),
        sessions_url=reverse("accounts:session_list"),
        sign_out_url=reverse("accounts:logout"),
        quick=_quick(by),
    )


def _section(by: Actor, chapter: Chapter, here: Line | None) -> Section:
    lines = (line for line in chapter.lines if any(may(by, act) for act in line.acts))
    items = tuple(Item(line.label, line.url, active=line is here) for line in lines)
    return Section(chapter.label, chapter.icon, items, stage=chapter.stage)


def _office(by: Actor) -> str:
    """The office where the person is registered, kept for whoever asks for the person next."""
    if "person" not in by.memo:
        by.memo["person"] = Person.objects.select_related("office").filter(user=by.user.pk).first()
    person: Person | None = by.memo["person"]
    return person.office.short if person else ""


def _round_of(by: Actor) -> Round | None:
    """The round that the person works in: the newest one within reach."""
    rows: Any = Round.objects.visible_to(by).select_related("term")
    found: Round | None = rows.order_by("-term__starts_on", "-number").first()
    return found


def _quick(by: Actor) -> Item | None:
    """记一条: for those who write papers on site, on the unit where the team is."""
    if not may(by, "find.draft:C"):
        return None
    on_site = writable_assignments(by).order_by("-enters_on").first()
    return Item("记一条", reverse("rounds:paper_new", args=[on_site.pk])) if on_site else None
