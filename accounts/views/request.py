"""What the pages of this app are handed."""

from django.http import HttpRequest

from accounts.models import SignIn, User
from audit.actor import Actor


class Request(HttpRequest):
    """A request with the actor and the session that the middleware put on it."""

    user: User
    actor: Actor
    sign_in: SignIn
