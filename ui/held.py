"""What was typed when the session ended: carried through the sign-in page, sent again by the person."""

from dataclasses import dataclass, field
from typing import Self

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

NOT_KEPT = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"}
PREFIX = "held-"
TARGET = "held_target"
FILES = "held_files"
FILLED_BY = "filled_by"


@dataclass(frozen=True)
class Held:
    """A form on its way: where it goes, what it says, and the names of files that could not be kept."""

    target: str
    fields: list[tuple[str, str]]
    files: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Take up the form that a signed-out person just sent."""
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in NOT_KEPT and isinstance(value, str)
        ]
        names = [file.name or "" for files in request.FILES.lists() for file in files[1]]
        return cls(request.get_full_path(), fields, names)

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """Take it up again from the sign-in form; nothing when it held nothing or points elsewhere."""
        data: QueryDict = request.POST
        target = data.get(TARGET, "")
        if not target or not url_has_allowed_host_and_scheme(target, {request.get_host()}):
            return None
        fields = [
            (name.removeprefix(PREFIX), str(value))
            for name, values in data.lists()
            for value in values
            if name.startswith(PREFIX)
        ]
        return cls(target, fields, [str(name) for name in data.getlist(FILES)])

    def belongs_to(self, person: object) -> bool:
        """False when the form names another person: who signs in at a shared machine may be a colleague."""
        filled_by = dict(self.fields).get(FILLED_BY)
        return filled_by is None or filled_by == str(person)
