"""What a clerk does with files, papers and entries for others."""

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

__all__ = [
    "LeaseLost",
    "announce",
    "beat",
    "claim",
    "confirm_proxy",
    "enter_by_proxy",
    "fail",
    "finish",
    "keep",
    "note_download",
    "refuse_proxy",
    "request_job",
    "retry_job",
    "store",
    "sweep",
    "withdraw_proxy",
]
