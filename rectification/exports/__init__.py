"""What goes on paper: the ledger of the items, the county's month, papers that press, published copies."""

from documents import papers
from rectification.exports import airing, ledger, month
from rectification.exports.ledger import EXPORT
from rectification.letters import edition_letter, head_report_letter, pressing_letter, report_letter

AIRING = airing.EXPORT
__all__ = ["AIRING", "EXPORT", "PAPERS", "PRESSING", "PUBLISHING"]
PRESSING = "press.paper:V"
PUBLISHING = "rect.publish:V"
PAPERS = papers.table(
    [
        ledger.PAPER,
        month.TABLE,
        month.LETTER,
        airing.PAPER,
        papers.letter_paper("rectification.report_word", "整改情况报告", report_letter, act=PUBLISHING),
        papers.letter_paper(
            "rectification.head_report_word", "主要负责人报告", head_report_letter, act="rect.solemn:V"
        ),
        papers.letter_paper("rectification.edition_word", "公开稿", edition_letter, act=PUBLISHING),
        papers.letter_paper("rectification.pressing_word", "督促文书", pressing_letter, act=PRESSING),
        papers.letter_paper(
            "rectification.pressing_pdf", "督促文书（PDF）", pressing_letter, act=PRESSING, form="pdf"
        ),
    ]
)
