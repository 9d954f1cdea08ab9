"""Shapes of the sign-in and password pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignInForm(AuthenticationForm):
    """登录: account and password; one sentence whatever was wrong."""

    error_messages = {
        "invalid_login": "账号或口令不对，请重新输入。口令区分大小写；连续输错会暂时锁定账号。",
        "inactive": "账号或口令不对，请重新输入。口令区分大小写；连续输错会暂时锁定账号。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the fields their Chinese words."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["username"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True}
        )
        self.fields["password"].label = "口令"


class ConfirmForm(forms.Form):
    """确认是本人: the own password once more."""

    password = forms.CharField(
        label="口令",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class ChangePasswordForm(PasswordChangeForm):
    """修改口令."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "原口令不对，请重新输入。",
        "password_mismatch": "两次输入的新口令不一样，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the fields their Chinese words and one plain hint."""
        super().__init__(*args, **kwargs)
        words = {"old_password": "原口令", "new_password1": "新口令", "new_password2": "再输一次新口令"}
        for name, word in words.items():
            self.fields[name].label = word
        self.fields[
            "new_password1"
        ].help_text = "不少于 12 位，不能全是数字，不能与账号、姓名相近，也不能是常见口令。"


class NewUserForm(forms.Form):
    """建账号."""

    username = forms.CharField(label="账号", max_length=40, help_text="小写字母、数字、点、横线、下划线")
    name = forms.CharField(label="姓名", max_length=40)
    password = forms.CharField(
        label="初始口令",
        min_length=12,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="不少于 12 位；本人首次登录时必须修改",
    )
