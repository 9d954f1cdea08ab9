import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from rounds.models import Category, Round, Scheme
from rounds.operations import taxonomy as operations
from rounds.states import RoundState
from rounds.tests.factories import County, make_county, make_scheme

pytestmark = pytest.mark.django_db
ROWS = [
    {"scheme": "六项纪律", "code": "P1", "parent": "", "name": "政治纪律"},
    {"scheme": "三大问题", "code": "1", "parent": "", "name": "党的领导弱化"},
    {"scheme": "三大问题", "code": "11", "parent": "1", "name": "贯彻决策部署不力"},
    {"scheme": "六项纪律", "code": "P2", "parent": "", "name": "组织纪律"},
]


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def free(county: County) -> Scheme:
    """An edition that no round works by."""
    return make_scheme(county.office, "六类问题")


def codes(scheme: Scheme) -> list[str]:
    return list(scheme.categories.values_list("code", flat=True))


def test_seed_schemes_makes_each_with_its_tree(county: County) -> None:
    made = operations.seed_schemes(county.office, ROWS, source="参考分类", by=county.by("clerk"))
    assert {scheme.name: codes(scheme) for scheme in made} == {
        "三大问题": ["1", "11"],
        "六项纪律": ["P1", "P2"],
    }
    below = Category.objects.get(code="11")
    assert below.parent is not None
    assert below.parent.code == "1"
    assert {scheme.source for scheme in made} == {"参考分类"}


def test_seed_schemes_twice_changes_nothing(county: County) -> None:
    operations.seed_schemes(county.office, ROWS, by=county.by("clerk"))
    assert operations.seed_schemes(county.office, ROWS, by=county.by("clerk")) == []
    assert Scheme.objects.filter(name="三大问题").count() == 1


def test_seed_schemes_with_a_missing_parent_leaves_nothing(county: County) -> None:
    rows = [{"scheme": "三大问题", "code": "11", "parent": "9", "name": "孤儿"}]
    with pytest.raises(ValidationError, match="上级类别找不到"):
        operations.seed_schemes(county.office, rows, by=county.by("clerk"))
    assert not Scheme.objects.filter(name="三大问题").exists()


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "unit_head"])
def test_new_schemes_are_the_clerks_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.seed_schemes(county.office, ROWS, by=county.by(who))
    with pytest.raises(PermissionDenied):
        operations.create_scheme(county.office, name="新体系", by=county.by(who))


def test_create_scheme_with_a_name_that_stands_is_refused(county: County, free: Scheme) -> None:
    with pytest.raises(ValidationError, match="建立新版次"):
        operations.create_scheme(county.office, name=free.name, by=county.by("clerk"))


def test_new_edition_copies_live_categories_and_leaves_rounds_alone(county: County) -> None:
    scheme = county.round.schemes.get()
    scheme.categories.filter(code="B07").update(retired=True)
    copy = operations.new_edition(scheme, reason="2026年修订", by=county.by("clerk"))
    assert (copy.edition, codes(copy)) == (2, ["B", "B04"])
    below = copy.categories.get(code="B04")
    assert below.parent == copy.categories.get(code="B")
    assert list(county.round.schemes.all()) == [scheme]
    assert Entry.objects.about(copy).get().reason == "2026年修订"


def test_editions_count_on(county: County, free: Scheme) -> None:
    second = operations.new_edition(free, by=county.by("clerk"))
    third = operations.new_edition(free, by=county.by("clerk"))
    assert [second.edition, third.edition] == [2, 3]


def test_an_edition_in_use_is_closed_to_change(county: County) -> None:
    scheme = county.round.schemes.get()
    category = scheme.categories.get(code="B04")
    with pytest.raises(ValidationError, match="请先建立新版次"):
        operations.edit_category(category, changes={"name": "改名"}, by=county.by("clerk"))
    with pytest.raises(ValidationError, match="请先建立新版次"):
        operations.add_category(scheme, code="B99", name="新类", by=county.by("clerk"))
    assert Category.objects.get(pk=category.pk).name == "惠民惠农与民生资金"


def test_an_edition_of_a_round_in_preparation_is_still_open(county: County) -> None:
    Round.objects.update(state=RoundState.PREPARING)
    category = county.round.schemes.get().categories.get(code="B04")
    operations.edit_category(category, changes={"name": "民生资金"}, by=county.by("director"))
    assert Category.objects.get(pk=category.pk).name == "民生资金"


def test_add_category_below_another(county: County, free: Scheme) -> None:
    top = free.categories.get(code="B")
    made = operations.add_category(free, code="B05", name="集体三资", parent=top, by=county.by("clerk"))
    assert made.parent == top
    with pytest.raises(ValidationError, match="已经用过"):
        operations.add_category(free, code="B05", name="又一个", by=county.by("clerk"))


def test_a_parent_in_another_scheme_is_refused(county: County, free: Scheme) -> None:
    foreign = county.round.schemes.get().categories.get(code="B")
    with pytest.raises(ValidationError, match="同一分类体系"):
        operations.add_category(free, code="B05", name="集体三资", parent=foreign, by=county.by("clerk"))


def test_a_category_is_not_its_own_parent(county: County, free: Scheme) -> None:
    top, below = free.categories.get(code="B"), free.categories.get(code="B04")
    for parent in (top, below):
        with pytest.raises(ValidationError, match="不能是它自己或它的下级"):
            operations.edit_category(
                Category.objects.get(pk=top.pk), changes={"parent": parent}, by=county.by("clerk")
            )
    assert Category.objects.get(pk=top.pk).parent is None


def test_edit_category_to_a_code_that_stands_is_refused(county: County, free: Scheme) -> None:
    with pytest.raises(ValidationError, match="已经用过"):
        operations.edit_category(
            free.categories.get(code="B07"), changes={"code": "B04"}, by=county.by("clerk")
        )


def test_retired_editions_are_no_longer_offered_and_can_be_restored(county: County, free: Scheme) -> None:
    operations.retire_scheme(free, reason="已有新版", by=county.by("clerk"))
    assert free not in Scheme.objects.current()
    operations.restore_scheme(free, by=county.by("director"))
    assert free in Scheme.objects.current()


def test_schemes_are_seen_by_office_and_team(county: County) -> None:
    elsewhere = make_county("临川")
    mine = county.office.schemes.get()
    for who in ("clerk", "leadership"):
        assert list(Scheme.objects.visible_to(county.by(who))) == [mine]
    unbound = make_scheme(county.office, "六类问题")
    for who in ("team_lead", "member"):
        assert list(Scheme.objects.visible_to(county.by(who))) == [mine]
    assert set(Scheme.objects.visible_to(county.by("clerk"))) == {mine, unbound}
    assert not Scheme.objects.visible_to(county.by("unit_head")).exists()
    assert list(Scheme.objects.visible_to(elsewhere.by("clerk"))) == [elsewhere.office.schemes.get()]
