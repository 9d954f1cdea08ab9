"""代录: what the signed papers of this app say beside signer, date and number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents.forms import ProxyForm
from rectification.forms.plan import AGREE
from ui.forms import LongText


class ApplyProxy(ProxyForm):
    """单位的销号申请."""

    reason = LongText(label="申请意见", rows=3, max_length=500, required=False)


class ReviewProxy(ProxyForm):
    """县领导的审阅意见."""

    opinion = LongText(label="审阅意见", rows=3, max_length=500, required=False)


class JointProxy(ProxyForm):
    """部门的联审意见."""

    agrees = forms.ChoiceField(label="意见", choices=AGREE)
    text = LongText(label="具体意见", rows=5, required=False, help_text="有修改意见的必须写明")

    def clean(self) -> dict[str, Any]:
        """Refuse an objection that says nothing."""
        said = super().clean() or self.cleaned_data
        if said.get("agrees") == "no" and not said.get("text", "").strip():
            raise ValidationError({"text": "请写明需要修改的内容。"})
        return said
