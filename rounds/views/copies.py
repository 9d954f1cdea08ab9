"""反馈会之后: who came, copies sent, copies signed for."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.models import Body
from rounds import addressees
from rounds.forms.copies import AttendanceForm, CopiesForm
from rounds.forms.feedback import ReceiveForm
from rounds.models import Attendance, Feedback, FeedbackCopy
from rounds.operations import copies as operations
from rounds.operations.making import require
from rounds.rules import copies as rules
from rounds.states.review import CopyState
from rounds.views.acting import ask_and_do, overtaken, stand
from rounds.views.feedback import ask, found
from rounds.views.handling import GET_POST
from rounds.views.request import Request


@act("feedback.copy:E")
@require_http_methods(GET_POST)
@overtaken
def feedback_attend(request: Request, pk: UUID) -> HttpResponse:
    """登记参会情况."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, *rules.OUT)
    require(rules.can_register_attendance(by, feedback), operations.NOT_OUT)
    standing = {row.group: row for row in Attendance.objects.filter(feedback=feedback)}
    form = AttendanceForm(request.POST or None, standing=standing, initial={"version": feedback.version})
    template = "rounds/feedback_attend.html"
    asked = ask(request, feedback, "登记参会情况", "保存", "已登记参会情况。", template=template)
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.register_attendance(feedback, form.came(), version=said["version"], by=by),
    )


@act("feedback.copy:C")
@require_http_methods(GET_POST)
@overtaken
def copy_send(request: Request, pk: UUID) -> HttpResponse:
    """抄送反馈意见."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, *rules.OUT)
    require(rules.can_send_copies(by, feedback), operations.NOT_OUT)
    form = CopiesForm(
        request.POST or None, bodies=_unsent(feedback), initial=_likely(feedback) | {"sent_on": by.on}
    )
    lead = "已按任职和分管填好，请核对；领导和单位可以在系统里签收，其余凭签字的回执代录。"
    asked = ask(
        request, feedback, "抄送反馈意见", "送出", "已送出，等待签收。", template="form.html", lead=lead
    )
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.send_copies(feedback, form.addressees(), sent_on=said["sent_on"], by=by),
    )


LEAD = "已按任职和分管填好，请核对；领导和单位可以在系统里签收，其余凭签字的回执代录。"


@act("feedback.copy:S")
@require_http_methods(GET_POST)
@overtaken
def copy_sign(request: Request, pk: UUID) -> HttpResponse:
    """签收抄送的反馈意见."""
    by = request.actor
    copy: FeedbackCopy = get_object_or_404(FeedbackCopy.objects.visible_to(by), pk=pk)
    feedback = copy.feedback = found(request, copy.feedback_id)
    stand(copy, CopyState.SENT)
    require(rules.can_sign_copy(by, copy), "抄送的反馈意见由收件人签收。")
    form = ReceiveForm(request.POST or None, initial={"received_on": by.on, "received_by": str(by.user)})
    effects = [f"记下送{copy.recipient}的一份由谁、哪天签收，不能收回"]
    asked = ask(request, feedback, "签收抄送的反馈意见", "签收", "已签收。", effects=effects)
    return ask_and_do(request, asked, form, lambda said: operations.sign_copy(copy, by=by, **said))


def _unsent(feedback: Feedback) -> "QuerySet[Body]":
    sent = FeedbackCopy.objects.filter(feedback=feedback, body__isnull=False).values("body")
    rows: QuerySet[Body] = Body.objects.filter(office=feedback.assignment.office_id)
    return rows.exclude(pk__in=sent)


def _likely(feedback: Feedback) -> dict[str, str]:
    """Fill in who has no copy of the kind yet."""
    sent = set(FeedbackCopy.objects.filter(feedback=feedback).values_list("kind", flat=True))
    day = feedback.meeting_on
    proposed = addressees.likely(feedback, day) if day else {}
    return {str(kind): name for kind, name in proposed.items() if kind not in sent}
