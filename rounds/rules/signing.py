"""Who may sign: the holder of an act, or the clerk who confirms the holder's signed paper (代录)."""

from documents.rules import may_sign

__all__ = ["may_sign"]
