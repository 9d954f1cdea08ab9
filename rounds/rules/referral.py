"""Who may draft, send, take up, answer and close a referral."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry, EntryKind
from organizations.models import Office, offices_of
from rounds.models import Referral
from rounds.states import ReferralState


def can_draft_referral(by: Actor, office: Office) -> bool:
    """The clerk of the office."""
    return may(by, "referral.send:C") and office.pk in offices_of(by)


def can_edit_referral(by: Actor, referral: Referral) -> bool:
    """The clerk, until it is sent."""
    return referral.state == ReferralState.DRAFT and may(by, "referral.send:E", referral)


def can_send_referral(by: Actor, referral: Referral) -> bool:
    """The director, and never the person who drafted it."""
    if referral.state != ReferralState.DRAFT or not may(by, "referral.send:A", referral):
        return False
    return not Entry.objects.about(referral).filter(kind=EntryKind.CREATE, user=by.user.pk).exists()


def can_receive_referral(by: Actor, referral: Referral) -> bool:
    """The receiving body, in person or on paper."""
    return referral.state == ReferralState.SENT and may(by, "referral.send:S", referral)


def can_start_referral(by: Actor, referral: Referral) -> bool:
    """The receiving body, in person or on paper."""
    return referral.state == ReferralState.RECEIVED and may(by, "referral.send:S", referral)


def can_answer_referral(by: Actor, referral: Referral) -> bool:
    """The receiving body, in person or on paper."""
    return referral.state == ReferralState.WORKING and may(by, "referral.send:S", referral)


def can_close_referral(by: Actor, referral: Referral) -> bool:
    """The director, who may as well send the answer back."""
    return referral.state == ReferralState.ANSWERED and may(by, "referral.send:A", referral)
