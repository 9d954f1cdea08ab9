"""What a password must be: long; no name, no word that everybody thinks of first, no row of keys."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation as django_rules
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from pypinyin import lazy_pinyin

from accounts.models import UsedPassword, User

ROWS: tuple[str, ...] = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
ROWS += ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "!@#$%^&*()", "qazwsxedcrfvtgbyhnujmikolp")
RUN, LEAST_BESIDES = 4, 6
# Words that offices think of first; years, numbers and signs beside them do not help
FIRST_THOUGHTS = frozenset(
    {
        *(
            "admin",
            "administrator",
            "root",
            "user",
            "test",
            "guest",
            "password",
            "passwd",
            "welcome",
            "letmein",
        ),
        *(
            "changeme",
            "default",
            "hello",
            "office",
            "system",
            "iloveyou",
            "china",
            "beijing",
            "woaini",
            "zhongguo",
        ),
        *("mima", "kouling", "xuncha", "xunchaban", "xunchazu", "jiwei", "jijian", "jiancha", "zuzhibu"),
        *("xianwei", "zhengfu", "dangyuan", "abc", "aa"),
    }
)
KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class Rule:
    """A rule that Django asks, with the sentence that stands under the field."""

    words = ""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 -- Django hands it to all
        """Refuse what breaks the rule."""
        if self.broken(password):
            raise ValidationError(self.words)

    def broken(self, password: str) -> bool:
        """Say whether it does."""
        raise NotImplementedError

    def get_help_text(self) -> str:
        """Return the sentence."""
        return self.words


class PersonalRule(Rule):
    """A rule that depends on whose password it is."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what breaks the rule."""
        if isinstance(user, User) and self.broken_by(password, user):
            raise ValidationError(self.words)

    def broken_by(self, password: str, user: User) -> bool:
        """Say whether it does."""
        raise NotImplementedError


class Length(Rule):
    """Twelve signs; Chinese ones count as well."""

    least, most = 12, 128
    words = f"口令要 {least} 到 {most} 位。可以用几个不相干的词连起来。"

    def broken(self, password: str) -> bool:
        """Count."""
        return not self.least <= len(password) <= self.most


class Known(Rule):
    """Lists of leaked passwords, digits only, and the words that come to mind first."""

    words = "这个口令太常见、容易被猜到，请换一个。只在常见词后面加年份、数字或符号也不行。"

    def broken(self, password: str) -> bool:
        """Look it up, also without what is hung on it."""
        letters = "".join(sign for sign in password.lower() if sign.isalpha())
        core = re.sub(r"^(.+?)\1+$", r"\1", letters)
        return letters == "" or core in FIRST_THOUGHTS or self._leaked(password)

    @staticmethod
    def _leaked(password: str) -> bool:
        try:
            django_rules.CommonPasswordValidator().validate(password)
        except ValidationError:
            return True
        return False


class OwnName(PersonalRule):
    """Neither the account nor the person's name, in signs or in pinyin."""

    words = "口令里不能有自己的账号、姓名或姓名的拼音。"

    def broken_by(self, password: str, user: User) -> bool:
        """Look for them."""
        plain = squeezed(password)
        return any(name in plain for name in spelt(user.username, user.name))


class Keyboard(Rule):
    """Rows of keys and of the alphabet."""

    words = "口令不能主要由键盘上相邻的键、连续的字母或数字组成，请换一个。"

    def broken(self, password: str) -> bool:
        """Take the runs away and see what is left."""
        plain, place, left = password.lower(), 0, 0
        while place < len(plain):
            run = _run_at(plain, place)
            left, place = (left, place + run) if run >= RUN else (left + 1, place + 1)
        return left < min(LEAST_BESIDES, len(plain))


class Repeated(Rule):
    """The same few signs over and over."""

    words = "口令不能由几个字符反复组成，请换一个。"

    def broken(self, password: str) -> bool:
        """See what repeats."""
        return len(set(password)) < 5 or bool(re.fullmatch(r"(.{1,6})\1+.{0,5}", password))


class Composition(Rule):
    """等保: three of four kinds."""

    words = "口令要包含大写字母、小写字母、数字、符号（汉字算符号）这四类中的至少三类。"

    def broken(self, password: str) -> bool:
        """Count the kinds."""
        return sum(bool(re.search(kind, password)) for kind in KINDS) < 3


class NotLately(PersonalRule):
    """等保: none of the last ones again."""

    words = f"不能用现在的口令和最近 {settings.PASSWORDS_REMEMBERED} 次用过的口令，请换一个没用过的。"

    def broken_by(self, password: str, user: User) -> bool:
        """Try it on each that is kept."""
        kept = UsedPassword.objects.filter(user=user).values_list("hashed", flat=True)
        hashes = [user.password, *kept[: settings.PASSWORDS_REMEMBERED]]
        return any(check_password(password, hashed) for hashed in dict.fromkeys(hashes))


def squeezed(text: str) -> str:
    """Return letters, digits and signs of names only, in small letters."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def spelt(*names: str) -> list[str]:
    """Return names as they may stand in a password, in signs and in pinyin; short ones would hit anything."""
    plain = [squeezed(name) for name in names if name]
    pinyin = [squeezed("".join(lazy_pinyin(name))) for name in plain]
    return [name for name in (*plain, *pinyin) if len(name) >= (4 if name.isascii() else 2)]


def _run_at(plain: str, place: int) -> int:
    """Return how far the signs from a place follow a row, forwards or backwards."""
    longest = 1
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        start = row.find(plain[place : place + RUN])
        if start < 0 or len(plain) - place < RUN:
            continue
        run = RUN
        while plain[place : place + run + 1] in row and place + run < len(plain):
            run += 1
        longest = max(longest, run)
    return longest
