"""The signing key of an embedded installation: made once, kept beside the data, for its owner only."""

import os
import secrets
from pathlib import Path


def kept_key(path: Path) -> str:
    """Read the key; make it first where there is none. Two processes starting at once agree on one key."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(64))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was faster: its key counts
        finally:
            draft.unlink()
    return path.read_text().strip()
