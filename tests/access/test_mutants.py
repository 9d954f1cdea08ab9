"""A small part of the hunt for rules that nothing notices; all of it: `python -m tests.access.mutants`."""

import subprocess
import sys

import pytest
from django.conf import settings

SAMPLE = "rules.can_(approve_clue|close_item|decide_recusal)|Clue.scope_q|clues:clue_detail"


@pytest.mark.timeout(280)
def test_taking_a_rule_away_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.access.mutants", "--only", SAMPLE, "--sample", "6"]
    hunt = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert hunt.returncode == 0, hunt.stdout[-2000:] + hunt.stderr[-2000:]
    assert "6 处逐一去掉或取反，发现 6 处" in hunt.stdout
