"""整改公开: proposed problem by problem, signed, approved, frozen, put up."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import meet, set_deadline
from deadlines.reckoning import due_on, pick_rule
from rectification.models import Item, Publication, PublicationLine, PublishedEdition, RectificationPlan
from rectification.models.publication import digest_of
from rectification.operations.item import place_of
from rectification.operations.refusal import require, require_words
from rectification.publishing import contact_of, content_of, opening_of, shown_to
from rectification.rules import publication as rules
from rectification.states.publication import Openness, PublicationState, Sphere

DUE, PERIOD = "publication", "publication_period"


def start_publication(plan: RectificationPlan, *, by: Actor) -> Publication:
    """编制公开稿: one line for each problem, in the unit's own words of how far it is; all open at first."""
    require(rules.can_start_publication(by, plan))
    made = Publication(assignment=plan.assignment)
    made.opening = opening_of(made)
    items = Item.objects.filter(assignment=plan.assignment_id).order_by("finding__number")
    try:
        with transaction.atomic():
            audit.create(made, by=by, act="rect.publish:C")
            lines = [PublicationLine(publication=made, item=item, text=item.done_text) for item in items]
            audit.create_all(lines, by=by, act="rect.publish:C")
    except IntegrityError:
        raise ValidationError("这一单位的公开稿已经开始编制，请在“整改公开”中继续。") from None
    return made


def edit_publication(
    publication: Publication, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Publication:
    """编写公开稿: how it begins, and where readers may answer."""
    require(rules.can_edit_publication(by, publication))
    return audit.edit(publication, by=by, act="rect.publish:E", changes=changes, version=version)


def edit_line(
    line: PublicationLine, *, changes: Mapping[str, str], by: Actor, version: int | None = None
) -> PublicationLine:
    """提出公开意见: of one problem, within the party and to the public separately.

    Raises:
        ValidationError: what is withheld has no reason, or what is rewritten no words.
    """
    require(rules.can_edit_publication(by, line.publication))
    for sphere in Sphere.values:
        _check_sphere(sphere, changes)
    with transaction.atomic():
        _hold(line.publication)
        return audit.edit(line, by=by, act="rect.publish:E", changes=changes, version=version)


def _hold(publication: Publication) -> None:
    """Lock the publication, so that no line is rewritten while its head signs or after.

    Raises:
        IllegalMove: it has been moved meanwhile.
    """
    rows = Publication.objects.select_for_update().filter(pk=publication.pk)
    if (now := rows.values_list("state", flat=True).get()) != publication.state:
        raise audit.IllegalMove(publication, now, str(publication.state))


def _check_sphere(sphere: str, said: Mapping[str, str]) -> None:
    openness = said[sphere]
    if openness == Openness.REPLACED:
        require_words(said[f"{sphere}_text"], f"{sphere}_text", "改写后公开的，请写明替换文字。")
    if openness != Openness.FULL:
        require_words(said[f"{sphere}_reason"], f"{sphere}_reason", "改写或不公开的，请写明理由。")


def submit_publication(publication: Publication, *, by: Actor, signed_by: str = "") -> Publication:
    """签发报送: by the unit's head; every problem has its words, the readers a way to answer.

    Raises:
        ValidationError: says what is missing.
    """
    require(rules.can_submit_publication(by, publication))
    with transaction.atomic():
        _hold(publication)
        _check_whole(publication)
        changes = {"submitted_on": by.on, "signed_by": signed_by or by.signature}
        return audit.move(publication, PublicationState.SUBMITTED, by=by, changes=changes)


def _check_whole(publication: Publication) -> None:
    lines = list(publication.lines.select_related("item__finding"))
    bare = [str(line) for line in lines if not line.text.strip()]
    if bare:
        raise ValidationError(f"还有 {len(bare)} 个问题没有写整改情况：{'、'.join(bare)}。请补齐后再报送。")
    if not publication.opening.strip():
        raise ValidationError("请先编写公开稿的开头。")
    if not contact_of(publication):
        raise ValidationError("请至少填写一种联系方式：电话、通信地址或者电子邮箱。")
    if not shown_to(lines, Sphere.PARTY):
        raise ValidationError("党内至少公开一个问题的整改情况，请调整公开意见。")


def return_publication(publication: Publication, *, opinion: str, by: Actor) -> Publication:
    """退回修改: with what has to be changed."""
    require(rules.can_decide_publication(by, publication))
    text = require_words(opinion, "reason", "请写明退回修改的意见。")
    return audit.move(publication, PublicationState.RETURNED, by=by, reason=text, changes={"opinion": text})


def approve_publication(
    publication: Publication, *, by: Actor, opinion: str = "", version: int | None = None
) -> Publication:
    """批准公开: the copies are frozen as they were read; from today the days to put them up are counted.

    Raises:
        Stale: it was returned, rewritten and handed in again since it was read.
    """
    require(rules.can_decide_publication(by, publication))
    with transaction.atomic():
        audit.move(
            publication,
            PublicationState.APPROVED,
            by=by,
            reason=opinion,
            changes={"approved_on": by.on, "opinion": ""},
            version=version,
        )
        audit.create_all(_copies(publication, by), by=by, act="rect.publish:A")
        place = place_of(publication.assignment)
        set_deadline(publication, DUE, by.on, by=by, act="rect.publish:A", **place)
    return publication


def _copies(publication: Publication, by: Actor) -> list[PublishedEdition]:
    """Return a copy for each audience that learns of any problem."""
    lines = list(publication.lines.select_related("item__finding__category"))
    found = []
    for sphere in Sphere:
        if shown_to(lines, sphere):
            content = content_of(publication, lines, sphere)
            found.append(
                PublishedEdition(
                    publication=publication,
                    sphere=sphere,
                    content=content,
                    digest=digest_of(content),
                    frozen_at=by.at,
                )
            )
    return found


def shortest_until(publication: Publication, since: dt.date) -> dt.date:
    """Return the day up to which a copy that is put up on a day has to stay, by the rule in force."""
    return due_on(pick_rule(PERIOD, on=since, **place_of(publication.assignment)), since)


def put_up_edition(
    edition: PublishedEdition,
    *,
    place: str,
    since: dt.date,
    by: Actor,
    until: dt.date | None = None,
    version: int | None = None,
) -> PublishedEdition:
    """登记公开: where a copy was put up, from when to when; after the last one the publication is done.

    Raises:
        ValidationError: the place is missing, or the days do not fit.
    """
    require(rules.can_put_up_edition(by, edition))
    where = require_words(place, "place", "请写明公开的载体，例如县政府网站、单位公示栏。")
    publication = edition.publication
    last = until or shortest_until(publication, since)
    _check_days(publication, since, last, on=by.on)
    with transaction.atomic():
        # Two who put up the two copies at once: the second finds the first
        Publication.objects.select_for_update().get(pk=publication.pk)
        changes = {"place": where, "since": since, "until": last}
        audit.edit(edition, by=by, act="rect.publish:E", changes=changes, version=version, since=since)
        if not publication.editions.filter(since__isnull=True).exists():
            latest = max(filter(None, publication.editions.values_list("since", flat=True)))
            audit.move(publication, PublicationState.PUBLISHED, by=by)
            for deadline in Deadline.objects.about(publication).open():
                meet(deadline, latest, by=by, act="rect.publish:E")
    return edition


def _check_days(publication: Publication, since: dt.date, until: dt.date, *, on: dt.date) -> None:
    if publication.approved_on and since < publication.approved_on:
        raise ValidationError({"since": f"公开日期不能早于批准日期 {publication.approved_on:%Y-%m-%d}。"})
    if since > on:
        raise ValidationError({"since": "公开日期不能晚于今天，请在公开以后登记。"})
    least = shortest_until(publication, since)
    if until < least:
        raise ValidationError({"until": f"公示时间不足，请公示到 {least:%Y-%m-%d} 或者更晚。"})
