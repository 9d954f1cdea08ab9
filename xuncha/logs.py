"""What the log keeps of a refused act: one line, at the level of a warning."""

import logging

from django.core.exceptions import PermissionDenied


class Refusals(logging.Filter):
    """Leaves out the traceback of a refusal: nothing broke, and its words may name a person or a paper."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record; of a refusal only the address that was asked."""
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            record.exc_info = record.exc_text = None
        return True
