"""People, files and papers for tests of the office's shelves."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from documents import papers
from documents.ledgers import Column, Kind, Ledger
from documents.letters import Heading, Letter, Paragraph, Written
from documents.models import StoredFile
from documents.operations import store
from organizations.models import Office, OfficePost, Unit
from organizations.tests.factories import make_office, make_person, make_unit, sit_in_office

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
JPG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "<Types><Override ContentType='application/xml'/></Types>"


@dataclass
class County:
    """An office with two clerks, a leader who signs on paper, and a unit."""

    office: Office
    unit: Unit
    clerk: User
    second: User
    leader: User

    @property
    def by(self) -> Actor:
        return actor(self.clerk)

    @property
    def other(self) -> Actor:
        return actor(self.second)


def make_county(name: str = "云岭") -> County:
    office = make_office(f"{name}县委巡察办")
    users = []
    for place, (person, role) in enumerate((("李建国", Role.OST), ("王敏", Role.OST), ("周明", Role.LDG))):
        user = make_user(f"{'abcdefgh'[len(name)]}{abs(hash(name)) % 999}-{place}", role, name=person)
        sit_in_office(make_person(office, person, user))
        users.append(user)
    return County(office, make_unit(office, f"{name}镇"), *users)


def leave_office(user: User) -> None:
    """The person leaves today's post: nothing of the office is in sight any more."""
    OfficePost.objects.filter(person__user=user).update(until="2020-12-31")


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def package(*parts: str, types: str = TYPES, fill: bytes = b"<x/>") -> bytes:
    """A zip package with the parts that are named."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        if types:
            archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, fill)
    return made.getvalue()


def compound(stream: str) -> bytes:
    """What a check sees of an old Office file: signature and the name of a stream."""
    return OLE + b"\0" * 504 + stream.encode("utf-16-le") + b"\0" * 64


def make_file(by: Actor, name: str = "批示.pdf", content: bytes = PDF) -> StoredFile:
    return store(upload(name, content), by=by)


class UnitLedger(Ledger[Unit]):
    title = "单位名录"
    caliber = "本办登记的单位"
    columns = (Column("序号", 6, Kind.ORDER), Column("单位", 30), Column("撤并日期", 12, Kind.DATE))

    def row(self, record: Unit) -> Sequence[object]:
        return (record.name, record.ended_on)


def unit_rows(work: papers.Work) -> "QuerySet[Unit]":
    found: QuerySet[Unit] = Unit.objects.visible_to(work.by).order_by("name")
    return found


def unit_letter(work: papers.Work) -> Written:
    unit = Unit.objects.visible_to(work.by).get(pk=work.params["unit"])
    blocks = (Heading(1, "主要问题"), Paragraph("学习不深入。"))
    return Written(Letter(f"关于{unit}的反馈意见", to=unit.name, blocks=blocks), Unit, frozenset({unit.pk}))


LEDGER = papers.ledger_paper("trial.ledger", UnitLedger(), unit_rows, act="paper.issue:X")
LETTER = papers.letter_paper("trial.letter", "反馈意见", unit_letter, act="feedback.view:V")
PAPERS = papers.table([LEDGER, LETTER])
