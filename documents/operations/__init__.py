"""What a clerk does with files, papers and entries for others; how much may be read."""

from documents.operations.files import keep, note_download, store
from documents.operations.jobs import (
    LeaseLost,
    announce,
    beat,
    claim,
    fail,
    finish,
    request_job,
    retry_job,
    sweep,
)
from documents.operations.proxy import confirm_proxy, enter_by_proxy, refuse_proxy, withdraw_proxy
from documents.operations.reading import hold_to_quota, lift_alarm, raise_alarm, set_policy
from documents.operations.releasing import refuse_job, release_job, withdraw_job

__all__ = [
    "LeaseLost",
    "announce",
    "beat",
    "claim",
    "confirm_proxy",
    "enter_by_proxy",
    "fail",
    "finish",
    "hold_to_quota",
    "keep",
    "lift_alarm",
    "note_download",
    "raise_alarm",
    "refuse_job",
    "refuse_proxy",
    "release_job",
    "request_job",
    "retry_job",
    "set_policy",
    "store",
    "sweep",
    "withdraw_job",
    "withdraw_proxy",
]
