"""代录: what the signed papers of this app say beside signer, date and number."""

from django import forms

from documents.forms import ProxyForm
from rounds.states import Adoption
from ui.forms import Day, LongText


class ApprovalProxy(ProxyForm):
    """批准, with the words written on the paper."""

    opinion = LongText(label="签批意见", rows=3, max_length=500, required=False)


class ReturnProxy(ProxyForm):
    """退回, with the reason written on the paper."""

    reason = LongText(label="退回意见", rows=3, max_length=500)


class AnswerProxy(ProxyForm):
    """部门反馈办理情况."""

    adoption = forms.ChoiceField(label="采纳情况", choices=Adoption.choices)
    answer = LongText(label="办理情况", rows=6)


class MeetingProxy(ProxyForm):
    """会议审定报告."""

    held_on = Day(label="会议日期")
    opinion = LongText(label="会议意见", rows=3, max_length=500, required=False)


class ReceiptProxy(ProxyForm):
    """单位签收反馈意见."""

    received_on = Day(label="签收日期")
