"""Refusals: never a blank page."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory

from ui.middleware import WordsForRefusals


def answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.user = AnonymousUser()
    return WordsForRefusals(lambda _: response)(request)


def test_the_address_of_a_button_leads_on_when_opened() -> None:
    page = answer(RequestFactory().get("/"), HttpResponseNotAllowed(["POST"]))
    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert "不能直接打开" in page.content.decode()


def test_a_refusal_with_words_of_its_own_is_left_alone() -> None:
    refused = HttpResponse("不行", status=413)
    assert answer(RequestFactory().get("/"), refused) is refused


def test_what_is_not_a_page_is_left_alone() -> None:
    refused = HttpResponseNotAllowed(["GET"])
    assert answer(RequestFactory().put("/"), refused) is refused
    fine = HttpResponse("")
    assert answer(RequestFactory().get("/"), fine) is fine
