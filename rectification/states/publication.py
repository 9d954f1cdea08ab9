"""States of what is published of a unit's rectification, and how far each problem goes."""

from django.db import models

from rectification.states import Edges


class PublicationState(models.TextChoices):
    """整改公开."""

    DRAFT = "draft", "编制"
    SUBMITTED = "submitted", "待审批"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批准待公开"
    PUBLISHED = "published", "已公开"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"draft": "idle", "submitted": "soon", "returned": "returned", "published": "done"}
        return tones.get(self.value, "going")


PUBLICATION_EDGES: Edges = {
    PublicationState.DRAFT: {PublicationState.SUBMITTED: "rect.publish:S"},
    PublicationState.SUBMITTED: {
        PublicationState.APPROVED: "rect.publish:A",
        PublicationState.RETURNED: "rect.publish:A",
    },
    PublicationState.RETURNED: {PublicationState.SUBMITTED: "rect.publish:S"},
    PublicationState.APPROVED: {PublicationState.PUBLISHED: "rect.publish:E"},
    PublicationState.PUBLISHED: {},
}


class Openness(models.TextChoices):
    """How one problem is published to one audience."""

    FULL = "full", "全文公开"
    REPLACED = "replaced", "改写后公开"
    WITHHELD = "withheld", "不公开"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"full": "done", "replaced": "soon", "withheld": "idle"}[self.value]


class Sphere(models.TextChoices):
    """To whom an edition is published; each is decided separately."""

    PARTY = "party", "党内公开"
    PUBLIC = "public", "向社会公开"
