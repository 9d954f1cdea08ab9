"""What goes on paper: the report of a visit, the results of a round."""

from documents import papers
from documents.states import Level
from supervision.exports.ranking import SCORES, ranking_letter
from supervision.exports.visit import REPORT, visit_report

__all__ = ["PAPERS", "REPORT", "SCORES"]
PAPERS = papers.table(
    [
        papers.letter_paper(
            "supervision.visit_word", "回访督查报告", visit_report, act=REPORT, level=Level.S3
        ),
        papers.letter_paper(
            "supervision.visit_pdf",
            "回访督查报告（PDF）",
            visit_report,
            act=REPORT,
            form="pdf",
            level=Level.S3,
        ),
        papers.letter_paper("supervision.ranking_word", "整改评估结果", ranking_letter, act=SCORES),
        papers.letter_paper(
            "supervision.ranking_pdf", "整改评估结果（PDF）", ranking_letter, act=SCORES, form="pdf"
        ),
    ]
)
