"""What the auditor types: an anchor from paper, how far a check goes."""

from typing import Any

from django import forms

from audit.anchors import ungrouped


class AnchorForm(forms.Form):
    """核对锚点: the place in the chain and its digest, as printed."""

    seq = forms.IntegerField(label="序号", min_value=1)
    digest = forms.CharField(label="摘要", max_length=120, help_text="照锚点单填写，空格不影响")

    def clean_digest(self) -> str:
        """Take the groups of the sheet together."""
        return ungrouped(self.cleaned_data["digest"])


class CheckForm(forms.Form):
    """核对范围."""

    since: Any = forms.ChoiceField(
        label="核对范围",
        choices=[("all", "全部：从第一条起逐条重算"), ("anchor", "增量：从最近一个锚点起")],
    )
