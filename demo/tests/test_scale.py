"""The city at scale: its figures, its checks, its accounts."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from django.db.models import F
from django.test import TestCase, override_settings

from accounts.models import User
from audit.actor import Actor
from audit.models import Entry
from clues.models import Clue
from dashboards.indicators import indicator
from demo.county.world import ACCOUNTS, PLACES
from demo.scale.build import build
from demo.scale.checks import Inconsistent, check
from demo.scale.city import City
from demo.scale.figures import figures
from rectification.models import Item
from rectification.states import ItemState
from rounds.models import Assignment, Finding

AS_OF = dt.date(2026, 11, 23)


def test_figures_at_full_scale_are_the_published_ones() -> None:
    full = figures(1)
    assert (full.findings, full.clues, full.filed, full.systems) == (20459, 1200, 480, 5741)
    assert full.units_inspected + full.city_extended + full.villages == 1568


def test_figures_scale_down_and_never_vanish() -> None:
    assert figures(0.1).findings == 2046
    assert figures(0.0001).city_units == 1


class TestCity(TestCase):
    """One small city for all questions: building it is the slow part."""

    @classmethod
    def setUpTestData(cls) -> None:
        with tempfile.TemporaryDirectory() as files, override_settings(FILES=Path(files)):
            cls.city = build(scale=0.01, seed=7, as_of=AS_OF, say=lambda _: None)

    city: ClassVar[City]

    def test_city_passes_its_checks_and_counts_what_was_asked(self) -> None:
        city = self.city
        assert Finding.objects.published().count() == city.figures.findings == 205
        assert Clue.objects.handed_over().count() == 12
        by = Actor(user=User.objects.get(username="director"), at=city.at(AS_OF, 9))
        assert indicator("systems_established_by_units").count(by) == 57
        assert indicator("units_inspected").count(by) == Assignment.objects.count() == 5

    def test_city_has_items_in_every_state_and_accounts_for_every_place(self) -> None:
        assert set(Item.objects.values_list("state", flat=True).distinct()) >= {
            ItemState.CLOSED,
            ItemState.FIXING,
            ItemState.APPLIED,
            ItemState.CHECKED,
        }
        known = set(User.objects.values_list("username", flat=True))
        assert known >= {*ACCOUNTS, *PLACES}

    def test_every_closed_item_tells_how_it_came_there(self) -> None:
        item = Item.objects.closed().select_related("finding").earliest("id")
        moves = Entry.objects.about(item).order_by("at", "id").values_list("to_state", flat=True)
        assert list(moves) == ["", "planning", "joint", "fixing", "applied", "checked", "closed"]
        assert item.version == len(moves)

    def test_liaison_and_team_leader_reach_their_rows(self) -> None:
        city = self.city
        liaison = Actor(user=User.objects.get(username="unit-liaison"), at=city.at(AS_OF, 9))
        leader = Actor(user=User.objects.get(username="team-lead"), at=city.at(AS_OF, 9))
        first = city.bureaus[0].places[0]
        assert set(Item.objects.visible_to(liaison).values_list("assignment", flat=True)) == {
            first.assignment.pk
        }
        assert first.assignment in Assignment.objects.visible_to(leader)

    def test_a_contradiction_is_named(self) -> None:
        city = self.city
        item = Item.objects.closed().earliest("id")
        Item.objects.filter(pk=item.pk).update(closed_on=None, version=F("version") + 1)
        with pytest.raises(Inconsistent, match="销号日期与状态不符：1 条"):
            check(city)
