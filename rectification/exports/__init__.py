"""What goes on paper: the ledger of the items, the county's month, papers that press."""

from documents import papers
from rectification.exports import ledger, month
from rectification.exports.ledger import EXPORT
from rectification.letters import pressing_letter

__all__ = ["EXPORT", "PAPERS", "PRESSING"]
PRESSING = "press.paper:V"
PAPERS = papers.table(
    [
        ledger.PAPER,
        month.TABLE,
        month.LETTER,
        papers.letter_paper("rectification.pressing_word", "督促文书", pressing_letter, act=PRESSING),
        papers.letter_paper(
            "rectification.pressing_pdf", "督促文书（PDF）", pressing_letter, act=PRESSING, form="pdf"
        ),
    ]
)
