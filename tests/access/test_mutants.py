"""A small part of the hunt for rules that nothing notices; all of it: `python -m tests.access.mutants`."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.access.equivalents import EQUIVALENT
from tests.access.mutations import mutations
from tests.test_access import PAGES

SAMPLE = r"clues\.rules\.can_(edit_clue|send_clue)|Clue\.scope_q|clues\.views\.moves|clues:clue_edit"


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="hunted in memory, on the first pass")
@pytest.mark.timeout(280)
def test_taking_a_rule_away_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.access.mutants", "--only", SAMPLE, "--near"]
    hunt = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert hunt.returncode == 0, hunt.stdout[-2000:] + hunt.stderr[-2000:]
    assert "未发现 0 处" in hunt.stdout


def test_the_hunt_opens_the_door_of_every_page_that_has_one() -> None:
    doors = {str(page) for page in PAGES if any(":" in name for name in page.view.acts)}
    assert doors == {one.name for one in mutations() if one.page}


def test_what_is_said_to_be_equivalent_still_exists() -> None:
    assert set(EQUIVALENT) <= {str(one) for one in mutations()}
