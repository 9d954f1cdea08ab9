"""A rich county, a clue that names somebody in it, and everything that a person can open there, as bytes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client

from accounts.memory import forget
from accounts.states import Role
from accounts.tests.factories import make_user
from clues import operations
from clues.models import Clue
from clues.operations import Named
from clues.states import ClueState, Discipline, Disposal
from clues.tests.factories import WAY, hand_over, make_clue
from organizations.models import Body
from organizations.states import BodyKind, OfficePostKind
from organizations.tests.factories import make_person, sit_in_body, sit_in_office
from rectification.tests.factories import (
    ask_extension,
    claim_result,
    make_evidence,
    make_fixing,
    open_report,
)
from rounds.models import Assignment, Feedback, Report
from rounds.states import FeedbackState, PaperState, ReportState
from rounds.tests.factories import County, make_assignment, make_paper

LINK = re.compile(r"""(?:href|hx-get)=["']([^"'#]+)""")
MASKED = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|csrf-token" content="[^"]*"'
    r"|\d{1,2}[:：]\d{2}(?::\d{2})?"
)
# The page of a second factor draws a new secret each time it is opened
LEFT_OUT = ("/accounts/factor", "/accounts/logout", "/static/", "/media/", "/accounts/login")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def make_rich_county() -> County:
    """Return a county in rectification with clues on their way, and whoever stands in for whom."""
    mending = make_fixing()
    county = mending.county
    make_assignment(county.team)
    make_paper(county.assignment, county.people["member"], PaperState.NUMBERED)
    make_evidence(mending, mending.item)
    claim_result(mending, mending.item)
    ask_extension(mending, mending.item)
    open_report(mending)
    Report.objects.create(assignment=county.assignment, state=ReportState.FINAL)
    published = {"published_at": county.assignment.published_at, "state": FeedbackState.PUBLISHED}
    Feedback.objects.create(assignment=county.assignment, **published)
    for who, role, kind in (
        ("second_leader", Role.LDG, OfficePostKind.LEADING_GROUP),
        ("designated", Role.LDG, OfficePostKind.DESIGNATED),
    ):
        county.people[who] = make_person(county.office, who, make_user(who.replace("_", "-"), role))
        sit_in_office(county.people[who], kind)
    county.people["colleague"] = make_person(county.office, "colleague", make_user("colleague", Role.RCV))
    sit_in_body(county.people["colleague"], discipline(county))
    for state in (ClueState.REGISTERED, ClueState.OFFICE, ClueState.APPROVAL, ClueState.RECEIVED):
        make_clue(county, state)
    return county


def discipline(county: County) -> Body:
    """Return the body that receives the clues."""
    return Body.objects.get(office=county.office, kind=BodyKind.DISCIPLINE)


def hidden_clue(county: County, who: str, state: ClueState, assignment: Assignment | None = None) -> Clue:
    """Return a clue about a person, taken on to a state by those who remain."""
    person = county.people[who]
    lead = "deputy" if who == "team_lead" else "team_lead"
    office = "designated" if who == "director" else "director"
    receiver = "colleague" if who == "receiver" else "receiver"
    clue = operations.register_clue(
        assignment or county.assignment,
        summary="反映某同志违规收受礼品",
        discipline=Discipline.INTEGRITY,
        subjects=[Named(person.name, "某职", person=person)],
        is_key=True,
        by=county.by(lead),
    )
    steps = {
        ClueState.TEAM: lambda: operations.weigh_clue(clue, by=county.by(lead)),
        ClueState.OFFICE: lambda: operations.send_clue(clue, by=county.by(lead)),
        ClueState.APPROVAL: lambda: operations.put_forward(clue, by=county.by(office)),
        ClueState.APPROVED: lambda: operations.approve_clue(clue, by=county.by("second_leader")),
        ClueState.HANDED: lambda: hand_over(clue, discipline(county), county.by(office)),
        ClueState.RECEIVED: lambda: operations.sign_for_clue(clue, by=county.by(receiver)),
        ClueState.WORKING: lambda: operations.take_up(clue, disposal=Disposal.VERIFY, by=county.by(receiver)),
        ClueState.ANSWERED: lambda: operations.answer_clue(clue, outcome="了结", by=county.by(receiver)),
        ClueState.CLOSED: lambda: operations.close_clue(clue, by=county.by(receiver)),
    }
    for step in WAY[1 : WAY.index(state) + 1]:
        steps[step]()
    return clue


@contextmanager
def taken_back() -> Iterator[None]:
    """Do something and take it back, with what was remembered of it."""
    forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


@dataclass
class Visitor:
    """One person's way through all pages, breadth first, and what each answered, masked."""

    county: County
    who: str
    most: int
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)

    def go(self) -> dict[str, tuple[int, str]]:
        """Open every page that a page links to, from the home page on."""
        client = Client()
        client.force_login(self.county.user(self.who), backend=BACKEND)
        waiting = ["/", "/clues/", "/organizations/recusals/", "/deadlines/notices/"]
        while waiting and len(self.pages) < self.most:
            url = waiting.pop(0)
            if url in self.pages:
                continue
            answer = client.get(url)
            plain = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
            text = answer.content.decode() if plain else ""
            self.pages[url] = (answer.status_code, MASKED.sub("…", text))
            waiting += [link for link in self._links(url, text) if link not in self.pages]
        return self.pages

    def _links(self, url: str, text: str) -> list[str]:
        found = (urljoin(url, unescape(link)) for link in LINK.findall(text))
        return [
            link
            for link in found
            if urlsplit(link).netloc == "" and not link.startswith((*LEFT_OUT, "mailto:"))
        ]


def walk(county: County, who: str, most: int = 120) -> dict[str, tuple[int, str]]:
    """Return everything that a person can open, address → status and masked text."""
    return Visitor(county, who, most).go()
