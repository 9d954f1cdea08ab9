"""底稿: written by the team, submitted, reviewed by a deputy; many at once where the team does so."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, prefetch_related_objects

from accounts.states import Role
from audit import operations as audit
from audit.actor import Actor
from organizations.models import Person, Unit
from rounds.models import Assignment, Category, Manifestation, Posting, WorkingPaper, teams_of
from rounds.operations.making import require
from rounds.operations.placing import check_place, check_sources, hold
from rounds.rules import paper as rules
from rounds.states import PaperState, PostingRole

Rule = Callable[[Actor, WorkingPaper], bool]
Excuse = Callable[[Actor, WorkingPaper], str]

WRITTEN = (
    "category",
    "title",
    "summary",
    "facts",
    "basis",
    "responsibility",
    "source",
    "amount",
    "is_common",
    "place",
)
FEWEST_UNDERTAKERS = 2


def create_paper(
    assignment: Assignment,
    *,
    by: Actor,
    category: Category,
    title: str,
    facts: str,
    undertakers: Iterable[Person] = (),
    manifestations: Iterable[str] = (),
    others: Iterable[Category] = (),
    **texts: Any,
) -> WorkingPaper:
    """记底稿: write a draft; its draft number is the assignment's next."""
    require(rules.can_create_paper(by, assignment), "您不在本组任职，或本组已不在现场，不能再记底稿。")
    author = rules.person_of(by)
    if author is None:
        raise PermissionDenied("您的账号还没有登记到人员，请联系巡察办。")
    beside = _sorted_by_scheme(assignment, category, others)
    check_place(assignment, texts.get("place"))
    with transaction.atomic():
        paper = WorkingPaper(
            assignment=assignment,
            draft_number=_next_draft(assignment),
            category=category,
            title=title,
            facts=facts,
            author=author,
            written_at=by.at,
            **_only_written(texts),
        )
        audit.create(paper, by=by, act="find.draft:C", draft_number=paper.draft_number)
        paper.undertakers.set(_team_people(assignment, undertakers, by))
        paper.others.set(beside)
        _write_lines(paper, manifestations)
    return paper


def edit_paper(
    paper: WorkingPaper,
    *,
    by: Actor,
    version: int | None = None,
    undertakers: Iterable[Person] | None = None,
    manifestations: Iterable[str] | None = None,
    others: Iterable[Category] | None = None,
    **changes: Any,
) -> WorkingPaper:
    """改底稿: change a draft that is still as the writer saw it.

    Raises:
        Stale: somebody else saved it first.
    """
    require(rules.can_edit_paper(by, paper), "底稿已提交，或不是您的底稿，不能修改。")
    category = changes.get("category", paper.category)
    beside = _sorted_by_scheme(paper.assignment, category, others or ())
    with transaction.atomic():
        if "place" in changes:
            _check_move(paper, changes["place"])
        audit.edit(paper, by=by, act="find.draft:E", changes=_only_written(changes), version=version)
        if undertakers is not None:
            paper.undertakers.set(_team_people(paper.assignment, undertakers, by))
        if others is not None:
            paper.others.set(beside)
        if manifestations is not None:
            _write_lines(paper, manifestations)
    return paper


def submit_papers(papers: Iterable[WorkingPaper], *, by: Actor) -> list[WorkingPaper]:
    """批量提交: send drafts to the deputy, all or none."""
    rows = ready(papers, rules.can_submit_paper, by=by)
    shown = set(Manifestation.objects.filter(paper__in=rows).values_list("paper", flat=True))
    team: dict[Any, set[Any]] = {}
    for paper in rows:
        key = paper.assignment.team_id
        if key not in team:
            team[key] = _serving(key, by)
        _check_complete(paper, team[key], has_lines=paper.pk in shown)
    return audit.move_all(rows, PaperState.DEPUTY, by=by)


def submit_paper(paper: WorkingPaper, *, by: Actor) -> WorkingPaper:
    """提交: send a draft to the deputy; two undertakers and one manifestation at least."""
    return submit_papers([paper], by=by)[0]


def withdraw_paper(paper: WorkingPaper, *, by: Actor, reason: str = "") -> WorkingPaper:
    """撤回: the author takes the paper back before it is reviewed."""
    require(rules.can_withdraw_paper(by, paper), "只有起草人可以在副组长审核之前撤回底稿。")
    return audit.move(paper, PaperState.DRAFT, by=by, reason=reason or "起草人撤回")


def pass_papers(papers: Iterable[WorkingPaper], *, by: Actor, reason: str = "") -> list[WorkingPaper]:
    """批量审核通过: send papers on to the leader, all or none."""
    rows = ready(papers, rules.can_review_paper, rules.obstacle_to_review, by=by)
    for paper in rows:
        _leave_a_signer(paper, by)
    return audit.move_all(rows, PaperState.LEADER, by=by, reason=reason)


def pass_paper(paper: WorkingPaper, *, by: Actor, reason: str = "") -> WorkingPaper:
    """审核通过: send the paper on to the leader."""
    return pass_papers([paper], by=by, reason=reason)[0]


def return_paper(paper: WorkingPaper, *, by: Actor, reason: str) -> WorkingPaper:
    """退回: send the paper back to its author, saying what is to be mended."""
    require(rules.can_return_paper(by, paper), rules.obstacle_to_review(by, paper))
    said(reason, "请写明退回的意见，方便起草人修改。")
    return audit.move(paper, PaperState.DRAFT, by=by, reason=reason)


def ready(
    papers: Iterable[WorkingPaper], rule: Rule, excuse: Excuse | None = None, *, by: Actor
) -> list[WorkingPaper]:
    """可办的底稿: the papers with what the rules read at hand; all refused when the rule refuses one."""
    rows = list(papers)
    prefetch_related_objects(rows, "author", "undertakers", "assignment__team__round")
    for paper in rows:
        if not rule(by, paper):
            why = excuse(by, paper) if excuse else ""
            raise PermissionDenied(f"《{paper.title}》：{why}" if why else "")
    return rows


def said(reason: str, otherwise: str) -> None:
    """Refuse an empty opinion."""
    if not reason.strip():
        raise ValidationError({"reason": otherwise})


def _leave_a_signer(paper: WorkingPaper, by: Actor) -> None:
    """A leader who stands in for the deputy must not be the only one who could sign afterwards."""
    if paper.assignment.team_id not in teams_of(by, Role.TLD):
        return
    leaders = rules.people_who_can(PostingRole.LEADER, by, paper)
    if not any(person.user_id != by.user.pk for person in leaders):
        raise ValidationError(
            f"《{paper.title}》由您审核后，本组没有另一位组长可以审签。请由副组长审核，审签留给您。"
        )


def _check_move(paper: WorkingPaper, place: Unit | None) -> None:
    hold(paper.assignment)
    check_place(paper.assignment, place, kept=paper.place_id)
    check_sources(paper, place)


def _next_draft(assignment: Assignment) -> int:
    hold(assignment)
    last = WorkingPaper.objects.filter(assignment=assignment).aggregate(last=Max("draft_number"))["last"]
    return (last or 0) + 1


def _only_written(texts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(texts) - set(WRITTEN)
    if unknown:
        raise TypeError(f"not a text of a working paper: {sorted(unknown)}")
    return dict(texts)


def _sorted_by_scheme(
    assignment: Assignment, category: Category, others: Iterable[Category]
) -> list[Category]:
    """Return the extra categories; refuse any that the round is not sorted by."""
    bound = dict(assignment.team.round.schemes.values_list("pk", "is_checklist"))
    beside = [one for one in dict.fromkeys(others) if one.pk != category.pk]
    if bound.get(category.scheme_id) is not False:
        raise ValidationError({"category": "请从本轮选定的问题分类中选择类别。"})
    if any(one.scheme_id not in bound for one in beside):
        raise ValidationError({"others": "其他分类须在本轮选定的分类或共性问题清单之内。"})
    return beside


def _serving(team: Any, by: Actor) -> set[Any]:
    return set(Posting.objects.on(by.on).filter(team=team).values_list("person", flat=True))


def _team_people(assignment: Assignment, people: Iterable[Person], by: Actor) -> list[Person]:
    chosen = list(people)
    serving = _serving(assignment.team_id, by) if chosen else set()
    if strangers := "、".join(one.name for one in chosen if one.pk not in serving):
        raise ValidationError({"undertakers": f"承办人须是本组现任人员，{strangers}不在本组。"})
    return chosen


def _check_complete(paper: WorkingPaper, serving: set[Any], *, has_lines: bool) -> None:
    hands = [one for one in paper.undertakers.all() if one.pk in serving]
    if len(hands) < FEWEST_UNDERTAKERS:
        raise ValidationError({"undertakers": f"《{paper.title}》须有两名以上本组现任承办人，请补充。"})
    if not has_lines:
        raise ValidationError({"manifestations": f"《{paper.title}》还没有具体表现，请至少写一条再提交。"})


def _write_lines(paper: WorkingPaper, texts: Iterable[str]) -> None:
    """Make the lines of a draft read as given; what a finding already carries is not here any more."""
    wanted = [text.strip() for text in texts if text.strip()]
    kept = list(Manifestation.objects.filter(paper=paper, finding__isnull=True).order_by("order"))
    for place, (line, text) in enumerate(zip(kept, wanted, strict=False), start=1):
        if (line.order, line.text) != (place, text):
            Manifestation.objects.filter(pk=line.pk).update(order=place, text=text)
    Manifestation.objects.filter(pk__in=[line.pk for line in kept[len(wanted) :]]).delete()
    Manifestation.objects.bulk_create(
        Manifestation(paper=paper, order=place, text=text)
        for place, text in enumerate(wanted[len(kept) :], start=len(kept) + 1)
    )
