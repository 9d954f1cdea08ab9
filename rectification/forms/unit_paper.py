"""Shapes of what the pages of 专项材料 send."""

from typing import Any

from django import forms

from documents.forms import FileField
from documents.intake.kinds import SCANS
from rectification.models import UnitPaper
from ui.forms import Day, LongText, VersionedForm


class UnitPaperForm(VersionedForm):
    """填报专项材料."""

    held_on: Any = Day(label="会议日期", required=False, help_text="反馈以后，不晚于今天")
    presided_by = forms.CharField(label="主持人", max_length=60, required=False)
    attendance = forms.CharField(
        label="出席情况",
        max_length=500,
        required=False,
        help_text="应到、实到人数，列席的上级领导，缺席的原因",
    )
    text = LongText(label="主要情况", rows=12, required=False)
    file = FileField(label="扫描件", endings=SCANS, required=False)
    field_order = ("held_on", "presided_by", "attendance", "text", "file")

    def __init__(self, *args: Any, paper: UnitPaper, **rest: Any) -> None:
        """Ask for what belongs to the kind of paper, and name its scan."""
        super().__init__(*args, **rest)
        word = paper.file_word
        self.fields["file"].label = f"{word}扫描件"
        if paper.file:
            self.fields["file"].help_text = f"已上传“{paper.file.name}”；重新选择的，以新的为准"
        if paper.is_meeting:
            self.fields["text"].help_text = "对照检查、批评和自我批评、整改措施；不写涉及线索的内容"
        else:
            for name in ("held_on", "presided_by", "attendance"):
                del self.fields[name]
            self.fields["text"].help_text = "本人组织落实整改的情况：部署、领办、督促、成效和下一步打算"
