"""What the pages of this app are handed."""

from django.http import HttpRequest

from audit.actor import Actor


class Request(HttpRequest):
    """A request with the actor that the middleware put on it."""

    actor: Actor
