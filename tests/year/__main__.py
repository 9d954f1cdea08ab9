"""`make simulate-year`: the year on a copy of the demo county; ends with 1 when anything does not hold."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bootstrap.steps import ROOT
from tests.stack import prepared

AS_OF = "2025-12-31"  # as in tests.year.county, which needs Django
STORY = "from tests.year.county import main; main()"
COUNTY = (["migrate"], ["demo", "--like", "nanzhang", "--as-of", AS_OF])


def main() -> int:
    """Prepare the county, then play the year in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with prepared(folder / "county", *COUNTY) as template, template.lent(folder / "year") as (env, _):
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", STORY]
            return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
