"""Names that stand on every letterhead of the county are no password."""

from accounts.models import User
from accounts.passwords import PersonalRule, spelt, squeezed
from organizations.models import Office, Person, Unit

COUNTIES = frozenset("县市区")


class OfficialName(PersonalRule):
    """Neither the office nor a unit of its county, in signs or in pinyin, when little else is there."""

    words = "口令不能主要由单位、机构的名称或其拼音组成，请换一个。"
    besides = 6

    def broken_by(self, password: str, user: User) -> bool:
        """Take each name away and see what letters are left."""
        plain = squeezed(password)
        letters = sum(sign.isalpha() for sign in plain)
        return any(name in plain and letters - len(name) < self.besides for name in _names(user))


def _names(user: User) -> list[str]:
    """The whole county's when it is not known where the person belongs."""
    office = Person.objects.filter(user_id=user.pk).values("office")[:1]
    here = {"office_id__in": office} if office.exists() else {}
    units = Unit.objects.filter(**here).values_list("name", "short")
    offices = Office.objects.values_list("name", "short")
    names = {name for pair in (*units, *offices) for name in pair if name}
    without_county = (name[3:] for name in names if name[2:3] in COUNTIES)
    return spelt(*names, *without_county)
