"""Who may give a claimed result the evidence that it lacks, or take the claim back."""

from audit.actor import Actor
from rectification.models import Result
from rectification.rules import can_claim_result
from rectification.states import ResultState


def can_take_back_result(by: Actor, result: Result) -> bool:
    """申报 is taken back by who may claim, until the office has judged it."""
    return result.state == ResultState.CLAIMED and can_claim_result(by, result.item)


def can_prove_result(by: Actor, result: Result) -> bool:
    """补充佐证 for a claim that has none yet."""
    return result.file_id is None and can_take_back_result(by, result)
