"""Shapes of the sign-in, password and factor pages."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm, UsernameField

from accounts.passwords import Composition, Length
from accounts.states import Level, Role
from ui.forms import Day

WORDS = {"old_password": "原口令", "new_password1": "新口令", "new_password2": "再输一次新口令"}
RULES = (
    f"{Length.least} 位以上；不能与账号、姓名、单位名称相近，不能是常见口令、键盘上相邻的键或重复的字符。"
    "几个不相干的词连起来就很好。"
)
MISMATCH = {"password_mismatch": "两次输入的新口令不一样，请重新输入。"}


def _password(label: str, kept: str = "current-password", **rest: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": kept})
    return forms.CharField(label=label, max_length=Length.most, strip=False, widget=widget, **rest)


def _code(label: str = "动态验证码", **rest: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs), **rest)


class SignInForm(forms.Form):
    """登录: account and password; who it is is said elsewhere, in one sentence whatever was wrong."""

    username = UsernameField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = _password("口令")


class CodeForm(forms.Form):
    """动态验证码: what the phone shows, or a recovery code."""

    code = _code(help_text="手机上此刻显示的 6 位数字；手机不在身边时，输入一个恢复码。")
    code.widget.attrs["autofocus"] = True


class ConfirmForm(forms.Form):
    """确认是本人: the own password once more, and the code when there is one."""

    password = _password("口令")
    code = _code(required=False, help_text="手机上此刻显示的 6 位数字，或一个恢复码。")

    def __init__(self, *args: Any, with_code: bool = False, **kwargs: Any) -> None:
        """Ask for the code only where there is one."""
        super().__init__(*args, **kwargs)
        self.fields["code"].required = with_code
        if not with_code:
            del self.fields["code"]


class FactorForm(forms.Form):
    """启用动态验证码: the first code proves that the phone has the key."""

    code = _code("手机上显示的 6 位数字")


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # its stub alone is generic
    """设置新口令, with a link that is good once."""

    error_messages = {**SetPasswordForm.error_messages, **MISMATCH}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the fields their Chinese words and one plain hint."""
        super().__init__(*args, **kwargs)
        for name, words in WORDS.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = words, ""
        self.fields["new_password1"].help_text = RULES + (
            Composition.words if settings.GRADED_PROTECTION else ""
        )

    def validate_password_for_user(self, user: Any, *_: Any, **__: Any) -> None:
        """Say what is wrong beside the new password, not beside its repetition."""
        super().validate_password_for_user(user, "new_password1")


class HandedPasswordForm(NewPasswordForm):
    """设置新口令 of a vital account: the link came from one person, the code from another."""

    code = _code("核对码", help_text="系统管理员当面交给您的 8 位数字")
    field_order = ("code", "new_password1", "new_password2")


class ChangePasswordForm(NewPasswordForm):
    """修改口令: the old one first; before it is proved nothing is said about the new one."""

    old_password = _password("原口令")
    field_order = list(WORDS)

    def __init__(self, *args: Any, wrong_with: Callable[[str], str], **kwargs: Any) -> None:
        """Take who can say what is wrong with the old password, and counts the guess."""
        super().__init__(*args, **kwargs)
        self.wrong_with = wrong_with

    def clean_old_password(self) -> str:
        """Have it proved."""
        old: str = self.cleaned_data["old_password"]
        if wrong := self.wrong_with(old):
            raise forms.ValidationError(wrong)
        return old

    def validate_password_for_user(self, user: Any, *_: Any, **__: Any) -> None:
        """Keep silent before a stranger at an open desk: the rules know the passwords that were used."""
        if "old_password" in self.cleaned_data:
            super().validate_password_for_user(user)


class NewUserForm(forms.Form):
    """建账号."""

    username = forms.CharField(label="账号", max_length=40, help_text="小写字母、数字、点、横线、下划线")
    name = forms.CharField(label="姓名", max_length=40)
    password = _password(
        "初始口令",
        "new-password",
        min_length=Length.least,
        help_text=f"不少于 {Length.least} 位；本人首次登录时必须修改",
    )


class RoleForm(forms.Form):
    """提请授予角色."""

    role = forms.ChoiceField(label="角色", choices=[one for one in Role.choices if one[0] != Role.PUB])
    since = Day(label="起")
    until = Day(label="止", required=False, help_text="长期任职的可以不填")
    reason = forms.CharField(label="依据", max_length=200, help_text="例如：任职文件、授权书的文号")


class EndForm(forms.Form):
    """提请收回角色."""

    role = forms.ChoiceField(label="角色")
    on = Day(label="自哪一天起不再任", help_text="急需停止访问的，请先结束其会话或停用账号")
    reason = forms.CharField(label="依据", max_length=200)

    def __init__(self, *args: Any, held: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the roles that the person holds."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = held  # type: ignore[attr-defined]


class ClearanceForm(forms.Form):
    """提请调整安全标记."""

    level = forms.ChoiceField(
        label="安全标记", choices=Level.choices, help_text="高于安全标记的材料，有角色也看不到、办不了"
    )
    reason = forms.CharField(label="依据", max_length=200)
