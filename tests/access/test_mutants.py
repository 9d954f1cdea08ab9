"""A small part of the hunt for rules that nothing notices; all of it: `python -m tests.access.mutants`."""

import subprocess
import sys

import pytest
from django.conf import settings

SAMPLE = r"clues\.rules\.can_(edit_clue|send_clue)|Clue\.scope_q: line 8[045] gives|clues:clue"


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="hunted in memory, on the first pass")
@pytest.mark.timeout(280)
def test_taking_a_rule_away_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.access.mutants", "--only", SAMPLE, "--near"]
    hunt = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert hunt.returncode == 0, hunt.stdout[-2000:] + hunt.stderr[-2000:]
    assert "未发现 0 处" in hunt.stdout
