"""Names that stand on every letterhead of the county are no password."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.tests.factories import make_user
from organizations.tests.factories import make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> User:
    user, office = make_user("zhang.san"), make_office("云岭县委巡察办")
    make_person(office, "张三丰", user)
    make_unit(office, "云岭县青石镇")
    make_unit(make_office("青浦县委巡察办"), "青浦县白鹭乡")
    return user


@pytest.mark.parametrize(
    "password",
    ["yunlingxian2026", "YunLingXian@2026", "云岭县青石镇2026年!!", "QingShiZhen@2026", "青石镇202611270001"],
)
def test_a_name_of_the_county_with_a_number_is_refused(zhang: User, password: str) -> None:
    with pytest.raises(ValidationError, match="单位、机构"):
        validate_password(password, zhang)


@pytest.mark.parametrize(
    "password", ["青石镇外桃花源里好耕田地", "bailuxiang-2026!", "松树下面三只灰喜鹊在开会"]
)
def test_a_name_among_many_other_words_or_of_elsewhere_is_taken(zhang: User, password: str) -> None:
    validate_password(password, zhang)


def test_for_whom_no_office_is_known_all_names_count() -> None:
    make_unit(make_office("青浦县委巡察办"), "青浦县白鹭乡")
    with pytest.raises(ValidationError, match="单位、机构"):
        validate_password("BaiLuXiang@2026", make_user("sysadmin"))
