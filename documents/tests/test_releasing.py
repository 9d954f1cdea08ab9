"""A paper of two persons: whoever else approves lets it out, whoever ordered it takes it back, nobody else."""

from dataclasses import replace

import pytest

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.models import Proposal
from audit.states import ProposalState
from documents import operations, rules
from documents.models import Job
from documents.tests.factories import LEDGER, County, make_county
from organizations.states import OfficePostKind
from organizations.tests.factories import make_person, sit_in_office

pytestmark = pytest.mark.django_db
HELD = replace(LEDGER, act="export.find:P", by_two=True)


@pytest.fixture
def job(county: County) -> Job:
    return operations.request_job(HELD, {}, by=county.by, reason="向县委汇报", scope="全部")


@pytest.fixture
def proposal(job: Job) -> Proposal:
    return Proposal.objects.get(record_id=job.pk)


def director(county: County, name: str = "director") -> User:
    user = make_user(name, Role.ODR)
    sit_in_office(make_person(county.office, name, user), OfficePostKind.DIRECTOR)
    return user


def test_can_release_job_whoever_else_approves_in_the_office(
    county: County, job: Job, proposal: Proposal
) -> None:
    people = {
        "director": director(county),
        "orderer": county.clerk,
        "clerk": county.second,
        "leader": county.leader,
        "stranger": director(make_county("别处"), "stranger"),
    }
    assert {who for who, user in people.items() if rules.can_release_job(actor(user), proposal, job)} == {
        "director"
    }


def test_can_release_job_not_the_own_nor_twice(county: County, job: Job, proposal: Proposal) -> None:
    first, second = director(county), director(county, "deputy")
    Proposal.objects.filter(pk=proposal.pk).update(proposed_by=first)
    proposal.refresh_from_db()
    assert not rules.can_release_job(actor(first), proposal, job)
    assert rules.can_release_job(actor(second), proposal, job)
    proposal.state = ProposalState.APPROVED
    assert not rules.can_release_job(actor(second), proposal, job)


def test_can_withdraw_job_whoever_ordered_it_until_it_is_decided(county: County, proposal: Proposal) -> None:
    assert rules.can_withdraw_job(county.by, proposal)
    assert not rules.can_withdraw_job(county.other, proposal)
    proposal.state = ProposalState.REJECTED
    assert not rules.can_withdraw_job(county.by, proposal)


def test_approving_is_the_second_half_of_the_same_act() -> None:
    assert rules.approving("export.find:P") == "export.find:A"
