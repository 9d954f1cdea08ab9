"""What the answer must be, from the office's table and the tables of the tests alone.

Nothing here calls the rules, scopes or models under test. `pages.csv` says of each address: the methods it
takes, the acts of which one must be held to open it, the acts of which one must reach the record, and whether
the record of each place stands where the act is due. `KINDS` says by which acts a record is seen and how far
each scope of the table reaches to it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from accounts.states import Role
from tests.access.cast import FAR, OWN, PLACES, Place, Player

THERE, LATE, REFUSED, GONE, NOT_SO = "there", "late", "refused", "gone", "not-so"
STATUSES = {
    THERE: {200, 302},
    LATE: {
        403,
        404,
        409,
    },  # one's act, but not now: a form that was sent may be drawn again, nothing is written
    REFUSED: {403, 404, 409},  # seen, but not one's act: said in words where the house says so
    GONE: {404},
    NOT_SO: {405},
}
SIGNED_IN = "signed-in"
TASK_ACTS = "assign.progress:V feedback.view:V"


@dataclass(frozen=True)
class Kind:
    """A kind of record: the acts by which it is seen, and how it hangs on the places of the world."""

    sees: tuple[str, ...]
    hangs: str


def _kinds(hangs: str, **sees: str) -> dict[str, Kind]:
    return {name: Kind(tuple(acts.split()), hangs) for name, acts in sees.items()}


UNITS = "unit.registry:V unit.registry:A unit.registry:C"
TEAMS = "team.assign:V team.assign:P team.assign:A"
PLAN = "rect.plan:V rect.plan:C rect.plan:S rect.plan:A"
PUBLISH = "rect.publish:V rect.publish:C rect.publish:S rect.publish:A"
VISIT = "sv.note:V sv.note:C sv.note:E"
KINDS = {
    **_kinds("unit", unit=UNITS, party=UNITS, tenure=UNITS, coverage=UNITS, portfolio=UNITS),
    **_kinds(
        "office",
        body="person.registry:V",
        handler="person.registry:V",
        decision="decision.record:V",
        member="pool.view:V",
    ),
    **_kinds("office", summary="rect.monthly:V", narrowed="deadline.rule:V"),
    **_kinds("office", office="person.registry:V", office_post="person.registry:V", removal="pool.view:V"),
    **_kinds("office", plan="term.plan:V", annual="term.plan:V", planned="term.plan:V"),
    **_kinds("person", person="person.registry:V", kin="person.registry:V"),
    **_kinds("person", recusal="recuse.declare:C recuse.decide:P recuse.decide:A"),
    **_kinds("shared", account="acct.manage:E", rule="deadline.rule:V", expertise="pool.edit:E"),
    **_kinds("mine", notice=SIGNED_IN, job=SIGNED_IN),
    **_kinds("term", term="round.edit:V round.edit:C round.edit:A term.plan:V"),
    **_kinds("term", scheme="taxonomy.edit:V", category="taxonomy.edit:V"),
    **_kinds("round", round="round.edit:V round.edit:C round.edit:A"),
    **_kinds("team", team=TEAMS, seats=TEAMS, posting=TEAMS),
    **_kinds("referral", referral="referral.send:V"),
    **_kinds("task", assignment=TASK_ACTS, report="report.draft:V report.approve:A"),
    **_kinds("task", finding="find.view:V", feedback="feedback.view:V"),
    **_kinds("task", paper="find.draft:V work.paper:V work.paper:C find.draft:C"),
    **_kinds("task", clue="clue.read:V clue.draft:V", subject="clue.read:V clue.draft:V"),
    **_kinds("task", entry="proxy.enter:V", clue_entry="proxy.enter:V"),
    **_kinds("task", evidence="rect.evidence:V rect.evidence:C", rectification_plan=PLAN),
    **_kinds(
        "task", item="rect.view:V", measure="rect.view:V", extension="rect.view:V", result="rect.view:V"
    ),
    **_kinds("task", unit_paper="rect.solemn:V"),
    **_kinds("task", opinion="rect.joint:A rect.joint:P rect.joint:V"),
    **_kinds("task", monthly="rect.monthly:V rect.monthly:C rect.monthly:S"),
    **_kinds("task", pressing="press.paper:V", review="rect.review:V rect.review:S"),
    **_kinds("task", draw="rect.close:P rect.close:A", reopening="rect.view:V"),
    **_kinds("task", delegation="rect.view:V", feedback_copy="feedback.copy:V"),
    **_kinds("task", transfer="rect.transfer:V"),
    **_kinds("task", publication=PUBLISH, publication_line=PUBLISH, edition=PUBLISH),
    **_kinds("task", visit=VISIT, check=VISIT, assessment="sv.score:V sv.result:V", followup="sv.follow:V"),
    **_kinds("task", result_copy="sv.copy:V"),
    **_kinds("office", sheet="sv.sheet:V", review_point="feedback.review:V"),
    **_kinds("briefing", briefing="brief.leaders:V"),
}
REVIEWED = {"finding", "item", "measure", "extension", "result", "rectification_plan", "opinion", "evidence"}
OWN_PAPER = {"paper"}
TO_HEAD = {"feedback_copy"}  # the copy of the proof is the head's: the county leader has another one
TO_BODY = {"result_copy"}  # and this one is a body's
OF_TEAM = {"visit", "check"}  # of those who were sent: the supervision group has visits of its own
# What else a record of a task must be seen by: an entered paper about a clue shows that there is a clue
ALSO_SEEN = {"clue_entry": "clue", "entry": "feedback"}
# Only who proposed, or wrote, takes it back
BELONGS_TO = {
    "rounds:posting_withdraw": "clerk",
    "talent_pool:proposal_withdraw": "clerk",
    "rounds:paper_withdraw": "member",
    "rectification:reopening_withdraw": "clerk",
    "rectification:transfer_withdraw": "clerk",
}
# The form of another step of the same page is drawn again to whoever holds a step of it
REDRAWN = {"rectification:extension_refuse"}
# Pages about one's own session, an account or a row of the trail, which the world of the proof has none of: here
# it is asked who stands before the door, the rest is proved beside the app
DOORS = {
    *(f"accounts:session_{name}" for name in ("list", "end_others", "end")),
    *(f"accounts:factor_{name}" for name in ("set_up", "off", "codes")),
    *("accounts:logout", "accounts:confirm", "accounts:user_detail", "accounts:clearance_propose"),
    *("accounts:role_propose", "accounts:role_end_propose"),
    *(f"accounts:grant_{name}" for name in ("list", "approve", "refuse", "withdraw")),
    *(f"rounds:export_{name}" for name in ("approve", "refuse", "withdraw")),
    *(f"accounts:reset_{name}" for name in ("list", "release", "refuse", "withdraw")),
    *(f"accounts:user_{name}" for name in ("reset", "factor_reset", "sessions")),
    *("organizations:trigger_list", "organizations:trigger_revise"),
    *("documents:policy_show", "documents:policy_edit", "documents:alarm_list", "documents:alarm_lift"),
    *(f"dashboards:{name}" for name in ("entry_export", "entry_detail", "entry_same", "trail_check")),
    *(f"dashboards:{name}" for name in ("anchor_list", "anchor_sheet", "trail_gaps")),
    *("clues:clue_custodian", "clues:custody_end", "clues:subject_identify"),
}
# 状态门: from whom a record is hidden while it stands there; whom the table names with no place is not meant
HIDDEN = {
    ("report", "draft"): {Role.ODR, Role.OST, Role.LDG},
    ("report", "team"): {Role.ODR, Role.OST, Role.LDG},
    ("evidence", "draft"): set(Role) - {Role.UNH, Role.UNL},
    **{
        (kind, state): {Role.LDG, Role.SUP, Role.SVG, Role.RCV}
        for kind in ("rectification_plan", "unit_paper", "publication")
        for state in ("draft", "returned")
    },
    ("pressing", "pending"): {Role.LDG, Role.UNH, Role.UNL, Role.SUP},
    ("pressing", "group"): {Role.UNH, Role.UNL, Role.SUP},
    ("assessment", "scoring"): {Role.LDG, Role.UNH, Role.UNL, Role.SUP},
    ("assessment", "proposed"): {Role.LDG, Role.UNH, Role.UNL, Role.SUP},
    ("assessment", "decided"): {Role.UNH, Role.UNL, Role.SUP},
    ("briefing", "draft"): {Role.LDG, Role.SUP},
}


@dataclass(frozen=True)
class Line:
    """An address as the tests have it."""

    name: str
    methods: tuple[str, ...]
    gate: tuple[str, ...]
    does: tuple[str, ...]
    when: dict[tuple[str, str], str]
    due: dict[str, bool]

    def state(self, kind: str) -> str:
        """Return the state in which a record of the kind is put before the question, empty when as it is."""
        return self.when.get((kind, "state"), "")


@cache
def lines() -> dict[str, Line]:
    """Read `pages.csv`, address by address."""
    with (Path(__file__).parent / "pages.csv").open(encoding="utf-8", newline="") as file:
        return {row["page"]: _line(row) for row in csv.DictReader(file)}


def _line(row: dict[str, str]) -> Line:
    gate, does = tuple(row["gate"].split()), tuple(row["does"].split())
    when = {}
    for words in row["when"].split():
        field, _, value = words.partition("=")
        kind, _, name = field.partition(".")
        when[kind, name] = value
    due = {place: row[place] != "shut" for place in PLACES if place in row}
    due["neighbour"] = due["published"] and not when
    return Line(row["page"], tuple(row["methods"].split()), gate, does, when, due)


@cache
def table() -> dict[tuple[str, str], tuple[str, ...]]:
    """Read the office's table: who (role) holds which act, with which scopes."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    with (settings.BASE_DIR / "docs" / "permission_matrix.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for name, *cells in rows:
        for title, cell in zip(head[4:], cells[3:], strict=True):
            for part in cell.split(";") if cell != "-" else ():
                verbs, _, scope = part.strip().partition("@")
                for verb in verbs.split("/"):
                    key = (title.split()[0], f"{name}:{verb}")
                    found[key] = (*found.get(key, ()), scope)
    return found


def scopes(player: Player, act: str) -> tuple[str, ...]:
    """Return with which scopes the person holds an act today."""
    return table().get((player.role.value, act), ()) if player.holds else ()


def scopes_within(player: Player, act: str) -> tuple[str, ...]:
    """Return the same for an act that a page opens within one scope only, such as ``clue.handover:E@all``."""
    name, _, only = act.partition("@")
    return tuple(scope for scope in scopes(player, name) if only in {"", scope})


def opens(player: Player, line: Line) -> bool:
    """Say whether the person holds one of the acts that the address names."""
    return SIGNED_IN in line.gate or any(scopes(player, act) for act in line.gate)


def sees(player: Player, kind: str, place: Place) -> bool:
    """Say whether the record is in the person's sight."""
    also = ALSO_SEEN.get(kind)
    if also and not sees(player, also, place):
        return False
    return _reached(player, kind, place, KINDS[kind].sees)


def _reached(player: Player, kind: str, place: Place, acts: tuple[str, ...]) -> bool:
    if KINDS[kind].hangs == "mine":
        return player.who == "member" and place.office == OWN
    if KINDS[kind].hangs == "shared":
        return any(scopes(player, act) for act in acts)
    found = [scope for act in acts for scope in scopes_within(player, act)]
    return any(_reach(player, kind, place, scope) for scope in found)


def _reach(player: Player, kind: str, place: Place, scope: str) -> bool:
    hangs = KINDS[kind].hangs
    if hangs in {"task", "referral"}:
        closed = hangs == "task" and player.recused and place.office == OWN
        return not closed and _reach_task(player, kind, place, scope)
    if scope == "all":
        return _office(player, place)
    if hangs == "briefing":  # a leader of a portfolio reads that of the office that keeps the unit
        return scope == "port" and bool(player.unit) and (player.unit == FAR) == (place.office == FAR)
    if scope == "self":
        return hangs == "person" and player.who == "member" and place.office == OWN
    if scope in {"unit", "port"}:
        return hangs == "unit" and player.unit == place.unit
    return scope == "task" and _serves(player, hangs, place)


def _office(player: Player, place: Place) -> bool:
    """本办及下级: the office above reaches what the own one has."""
    return bool(player.office) and (
        player.office == place.office or (player.office == "above" and place.office == OWN)
    )


def _serves(player: Player, hangs: str, place: Place) -> bool:
    """本人在任的巡察任务: the team, its round, its term; the register of the units to which it is sent."""
    if hangs == "unit":
        sent = {one.unit for one in PLACES.values() if player.team == one.team}
        return not player.recused and place.unit in sent
    ties = {"team": player.team == place.team, "round": player.round == place.round}
    ties["term"] = place.office != FAR
    return bool(player.team) and ties.get(hangs, False)


def _reach_task(player: Player, kind: str, place: Place, scope: str) -> bool:
    if kind == "referral":
        return _office(player, place) if scope == "all" else scope == "clue" and player.body == place.body
    own_office = scope == "all" and player.role in {Role.ODR, Role.OST}
    if kind == "feedback" and not own_office and not place.published:
        return False
    in_team = bool(player.team) and player.team == place.team
    out = place.published
    handed = kind in {"clue", "subject", *TO_BODY} and player.role == Role.RCV and out
    begins = kind == "assignment" or (kind in OWN_PAPER and player.who == "member")
    return {
        "all": kind not in OWN_PAPER and _office(player, place),
        "task": in_team,
        "unit": out and player.unit == place.unit,
        "port": out and player.unit == place.unit and kind not in TO_HEAD | TO_BODY,
        "sv": out and player.watched == place.watched and kind not in OF_TEAM,
        "review": out and kind in REVIEWED and player.body == place.body,
        "self": in_team and begins,  # one's own paper, or one that is begun in the own team
        "clue": handed and player.body == place.body,
    }.get(scope, False)


def answer(player: Player, line: Line, kind: str, place_name: str, method: str) -> str:
    """Return what the person must be answered, in the words of `STATUSES`."""
    place = PLACES[place_name]
    if not opens(player, line):
        return GONE
    if method not in line.methods:
        return NOT_SO
    if not kind:
        return _answer_without_record(player, line)
    hidden = HIDDEN.get((kind, line.state(kind)), set()) if place_name == "published" else set()
    if player.role in hidden or not sees(player, kind, place):
        return GONE
    does = line.does or line.gate
    barred = BELONGS_TO.get(line.name, player.who) != player.who
    if barred or not (SIGNED_IN in does or _reached(player, kind, place, does)):
        return LATE if line.name in REDRAWN else REFUSED
    return THERE if line.due[place_name] else LATE


def _answer_without_record(player: Player, line: Line) -> str:
    """A new record needs a desk in an office; one's own page in the pool needs a place there."""
    needs = {"at-office": bool(player.office), "in-pool": player.who == "member"}
    if not all(needs.get(word, True) for word in line.does):
        return GONE
    return THERE if line.due["published"] else LATE


def fits(status: int, written: int, due: str, method: str) -> bool:
    """Say whether an answer is the one that is due; whoever is refused has changed nothing."""
    if due == THERE:
        return status in STATUSES[THERE]
    drawn_again = due == LATE and method == "POST" and status in {200, 302}
    return not written and (drawn_again or status in STATUSES[due])
