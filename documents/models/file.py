"""附件: a file of the office, kept under its digest and never changed."""

from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from audit.models import Versioned
from documents.states import Level


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Rows that are written once."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse: a file that changed is another file."""
        raise TypeError("附件一经保存不得改动")

    def delete(self) -> NoReturn:
        """Refuse: nothing is deleted."""
        raise TypeError("附件不得删除")


class StoredFile(Versioned):
    """附件. Two rows may share one content; who may read it is decided by the record it hangs on."""

    name = models.CharField("文件名", max_length=160)
    digest = models.CharField("摘要", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=120)
    level = models.CharField("密级档", max_length=2, choices=Level.choices, default=Level.S2)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    made_on = models.DateField("文件自带日期", null=True, editable=False)

    objects: ClassVar[Any] = StoredFileQuerySet.as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering: ClassVar = ["uploaded_at", "id"]

    def __str__(self) -> str:
        """Name the file."""
        return self.name

    @property
    def path(self) -> Path:
        """Where its content lies."""
        return path_of(self.digest)


def path_of(digest: str) -> Path:
    """Return where a content lies: by its digest, below the folder of the office's files."""
    return Path(settings.FILES) / digest[:2] / digest[2:4] / digest
