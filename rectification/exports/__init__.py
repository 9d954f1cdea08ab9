"""What goes on paper: the ledger of the items, the county's month as a table and as a letter."""

from documents import papers
from rectification.exports import ledger, month
from rectification.exports.ledger import EXPORT

__all__ = ["EXPORT", "PAPERS"]
PAPERS = papers.table([ledger.PAPER, month.TABLE, month.LETTER])
