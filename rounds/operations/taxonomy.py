"""问题分类: schemes are kept in editions, so that a round stays with the one it was bound to."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Office
from rounds.models import Category, Scheme
from rounds.operations.making import change, make, require
from rounds.rules import taxonomy as rules

CREATE, EDIT = "taxonomy.edit:C", "taxonomy.edit:E"
IN_USE = "已有轮次使用这一版分类，改动会影响已归类的问题。请先建立新版次，再在新版次中修改。"


def seed_schemes(
    office: Office,
    rows: Iterable[Mapping[str, str]],
    *,
    by: Actor,
    is_checklist: bool = False,
    source: str = "",
) -> list[Scheme]:
    """导入分类: make schemes from rows of scheme, code, parent, name; those that stand are left alone."""
    require(rules.can_create_scheme(by, office))
    standing = set(office.schemes.values_list("name", flat=True))
    ordered = sorted(rows, key=lambda row: row["scheme"])
    made = []
    with transaction.atomic():
        for name, group in groupby(ordered, key=lambda row: row["scheme"]):
            if name not in standing:
                scheme = Scheme(office=office, name=name, is_checklist=is_checklist, source=source)
                make(scheme, by=by, act=CREATE)
                _plant(scheme, [(row["code"], row["name"], row["parent"]) for row in group], by)
                made.append(scheme)
    return made


def create_scheme(
    office: Office, *, name: str, by: Actor, is_checklist: bool = False, source: str = ""
) -> Scheme:
    """新建分类体系: begin a scheme with its first edition."""
    require(rules.can_create_scheme(by, office))
    if office.schemes.filter(name=name).exists():
        raise ValidationError({"name": "已有同名的分类体系。如需修改，请为它建立新版次。"})
    return make(Scheme(office=office, name=name, is_checklist=is_checklist, source=source), by=by, act=CREATE)


def new_edition(scheme: Scheme, *, by: Actor, reason: str = "") -> Scheme:
    """建立新版次: copy a scheme with its live categories; rounds stay with the edition they have."""
    require(rules.can_copy_scheme(by, scheme))
    kin = Scheme.objects.filter(office=scheme.office, name=scheme.name)
    edition = kin.aggregate(last=Max("edition"))["last"] + 1
    copy = Scheme(
        office=scheme.office,
        name=scheme.name,
        edition=edition,
        is_checklist=scheme.is_checklist,
        source=scheme.source,
    )
    live = scheme.categories.filter(retired=False).select_related("parent")
    with transaction.atomic():
        make(copy, by=by, act=CREATE, reason=reason, copied_from=str(scheme))
        _plant(copy, [(one.code, one.name, one.parent.code if one.parent else "") for one in live], by)
    return copy


def retire_scheme(scheme: Scheme, *, by: Actor, reason: str = "") -> Scheme:
    """停用: new rounds are no longer offered this edition."""
    require(rules.can_retire_scheme(by, scheme))
    return audit.edit(scheme, by=by, act=EDIT, changes={"retired": True}, reason=reason)


def restore_scheme(scheme: Scheme, *, by: Actor, reason: str = "") -> Scheme:
    """恢复使用: the edition is offered again."""
    require(rules.can_retire_scheme(by, scheme))
    return audit.edit(scheme, by=by, act=EDIT, changes={"retired": False}, reason=reason)


def add_category(
    scheme: Scheme, *, code: str, name: str, by: Actor, parent: Category | None = None
) -> Category:
    """增加类别: a new node of an edition that no round works by."""
    require(rules.can_copy_scheme(by, scheme))
    _open(scheme, by)
    _beside(scheme, parent)
    if scheme.categories.filter(code=code).exists():
        raise ValidationError({"code": "这个代码已经用过，请换一个。"})
    return make(Category(scheme=scheme, code=code, name=name, parent=parent), by=by, act=CREATE)


def edit_category(
    category: Category, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Category:
    """修改类别: change its code, name or place, or retire it."""
    require(rules.can_retire_scheme(by, category.scheme))
    _open(category.scheme, by)
    parent = changes.get("parent")
    if isinstance(parent, Category):
        _beside(category.scheme, parent)
        if category.pk in {parent.pk, parent.parent_id}:
            raise ValidationError({"parent": "上级类别不能是它自己或它的下级，请另选。"})
    code = changes.get("code", category.code)
    if category.scheme.categories.filter(code=code).exclude(pk=category.pk).exists():
        raise ValidationError({"code": "这个代码已经用过，请换一个。"})
    return change(category, by=by, act=EDIT, changes=changes, version=version)


def _open(scheme: Scheme, by: Actor) -> None:
    if not rules.can_edit_scheme(by, scheme):
        raise ValidationError(IN_USE)


def _beside(scheme: Scheme, parent: Category | None) -> None:
    if parent is not None and parent.scheme_id != scheme.pk:
        raise ValidationError({"parent": "上级类别应在同一分类体系之内，请另选。"})


def _plant(scheme: Scheme, rows: list[tuple[str, str, str]], by: Actor) -> None:
    """Store a tree given as code, name and the code above, from the top down."""
    planted: dict[str, Category] = {}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row[2] == "" or row[2] in planted]
        if not ready:
            raise ValidationError(f"“{waiting[0][1]}”的上级类别找不到，请核对导入的表格。")
        nodes = [
            Category(scheme=scheme, code=code, name=name, parent=planted.get(above))
            for code, name, above in ready
        ]
        audit.create_all(nodes, by=by, act=CREATE)
        planted |= {node.code: node for node in nodes}
        waiting = [row for row in waiting if row not in ready]
