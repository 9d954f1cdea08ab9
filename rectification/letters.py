"""督促文书 on paper: ten lines of a letter."""

from documents import papers
from documents.letters import Letter, Paragraph, Written
from rectification.models import PressingPaper


def pressing_letter(work: papers.Work) -> Written:
    """督促文书: as its owner may see it now; a draft bears the mark of who made it."""
    rows = PressingPaper.objects.visible_to(work.by).select_related("assignment__unit", "assignment__office")
    paper: PressingPaper = rows.get(pk=work.params["paper"])
    unit = str(paper.assignment.unit)
    letter = Letter(
        title=f"关于{unit}巡察整改工作的{paper.get_kind_display()}",
        to=paper.to,
        blocks=tuple(Paragraph(line) for line in paper.text.splitlines() if line.strip()),
        signature=paper.assignment.office.name,
        date=paper.issued_on or work.by.on,
        keep=(unit, paper.get_kind_display()),
        mark="" if paper.issued_on else work.mark,
    )
    return Written(letter, PressingPaper, frozenset({paper.pk}))
