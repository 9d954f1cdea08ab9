"""Shapes of what the pages of a publication send."""

from typing import Any

from django import forms

from rectification.states.publication import Openness
from ui.forms import Day, LongText, VersionedForm


class PublicationForm(VersionedForm):
    """编写公开稿."""

    opening = LongText(label="开头", rows=5, max_length=2000)
    telephone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="工作电话，不写个人手机"
    )
    address = forms.CharField(label="通信地址", max_length=120, required=False)
    mail = forms.EmailField(label="电子邮箱", required=False, help_text="电话、地址、邮箱至少填写一种")


class LineForm(VersionedForm):
    """提出公开意见."""

    text = LongText(label="整改情况", rows=6, max_length=5000, help_text="全文公开的，照此公开")
    party = forms.ChoiceField(label="党内公开", choices=Openness.choices)
    party_text = LongText(label="党内公开的替换文字", rows=3, max_length=5000, required=False)
    party_reason = LongText(label="党内改写或不公开的理由", rows=2, max_length=500, required=False)
    public = forms.ChoiceField(label="向社会公开", choices=Openness.choices)
    public_text = LongText(label="向社会公开的替换文字", rows=3, max_length=5000, required=False)
    public_reason = LongText(label="向社会改写或不公开的理由", rows=2, max_length=500, required=False)


class PutUpForm(VersionedForm):
    """登记公开."""

    place = forms.CharField(
        label="公开载体", max_length=200, help_text="例如：县政府网站、单位公示栏、党员大会"
    )
    since = Day(label="公开日期")
    until: Any = Day(label="公示截止", required=False, help_text="不填的，按时限规则的最短公示期")
