"""Proof: what the table hides from somebody may change as it will: no byte of what he is answered differs.

Each change is made by the real operation and taken back. The clock stands still, each reader is the same before and
after. `PROVE=full` asks everybody everything: all that is hidden from a person at once, and whoever is at work a few
changes at a time. Otherwise a part is asked, the same at every run, which part turns with role and page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

import pytest
from django.test import Client
from django.utils import timezone

from accounts.states import Role
from tests.access import hidden_month, hidden_rest, hidden_work, oracle
from tests.access.answers import (
    BY_KEY,
    MASK,
    SEARCHED,
    WORD,
    Address,
    Readers,
    addresses,
    all_else_still,
    held,
    keyed,
)
from tests.access.cast import LIVE, RELATIONS, Player, Scene
from tests.access.comparing import Comparing, Difference, Pair, batches, groups
from tests.access.exemptions import EXEMPTIONS, READS_TRAIL, WHY_TRAIL, is_trail
from tests.access.hiding import Change, make_ready
from tests.access.leaks import LEAKS, Leak
from tests.access.silent import taken_back
from tests.access.test_matrix_oracle import about
from tests.test_access import NOWHERE, PAGES
from tests.turns import FIRST_PASS, FULL, in_turn, is_in_turn

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1500)]
SHARE = 24  # of the addresses of a person, one in so many on each pass
AT_ONCE = 5
CHANGES: tuple[Change, ...] = (
    *hidden_work.PAPERS,
    *hidden_work.CLUES,
    *hidden_work.RECTIFICATION,
    *hidden_month.PRESSING,
    *hidden_month.MONTH,
    *hidden_month.TOLD,
    *hidden_rest.PEOPLE,
    *hidden_rest.ACCOUNTS,
    *hidden_rest.OFFICE,
    *hidden_rest.NEIGHBOUR,
)
# The register, dictionaries, and what holds the records together: names that stand on pages of those who serve there
NAMES = {"body", "category", "coverage", "expertise", "handler", "office", "office_post", "party", "planned"}
NAMES |= {"portfolio", "scheme", "team", "term", "clue_entry"}
KIND = {str(page): about(page) for page in PAGES}
# Kinds without a page of their own for who may know: they show in a list
BESIDE = {"door", "alarm", "grant", "accounts", "job", "notice", "clue", "paper"}
OTHERS = tuple(one for one in RELATIONS if one != LIVE)


@pytest.fixture
def proof(scene: Scene) -> Iterator[Comparing]:
    with all_else_still(timezone.now()):
        readers = Readers(scene)
        made = make_ready(scene)
        readers.seat()
        yield Comparing(made, readers)


def _readers(scene: Scene) -> list[Player]:
    """Everybody; otherwise whoever is at work, and of each other relation somebody of a few roles."""
    turn = {one.role: OTHERS[crc32(one.role.encode()) % len(OTHERS)] for one in scene.players}
    others = {(role, relation) for role, relation in turn.items() if crc32(role.encode()) // 7 % 5 == 0}
    return [
        one for one in scene.players if FULL or one.relation == LIVE or (one.role, one.relation) in others
    ]


def _chosen(player: Player, at: Address) -> bool:
    return not is_trail(player, at.page) and is_in_turn(f"{at.page} {player.role}", SHARE)


def _sought(proof: Comparing, players: list[Player]) -> list[Difference]:
    """Make all that is hidden from each at once; in full, a few at a time where somebody is at work."""
    found: list[Difference] = []
    for changes, people in groups(players, CHANGES).items():
        at_work = [one for one in people if FULL and one.relation == LIVE]
        for batch in batches(changes, AT_ONCE) if at_work else ():
            found += _told(proof, batch, at_work)
        found += _told(proof, changes, [one for one in people if one not in at_work])
    return list({(one.change, str(one.player), one.at): one for one in found}.values())


def _told(proof: Comparing, changes: Sequence[Change], people: list[Player]) -> list[Difference]:
    """Return the single changes from which differences come; each must come from one."""
    if not people:
        return []
    differing = proof.after(changes, people)
    traced = proof.traced(differing, changes)
    whole = {(str(one.player), one.at) for one in traced}
    lost = [f"{player} {at}" for player, at in differing if (str(player), at) not in whole]
    assert not lost, f"凭新记录的编号看得出，或不出自单个改动：{'、'.join(lost)}"
    return traced


def test_what_is_hidden_changes_no_byte_for_whom_it_is_hidden_from(
    proof: Comparing, capsys: pytest.CaptureFixture[str]
) -> None:
    players, proof.chooses = _readers(proof.hand.scene), _chosen
    proof.look(players)
    found = _sought(proof, players)
    wrong = [one for one in found if one.exempt() is None]
    used = Counter(one.exempt() for one in found)
    pairs = sum(change.is_hidden_from(player) for change in CHANGES for player in players)
    share = "每对全问" if FULL else f"抽样，每人问其中{SHARE}分之一"
    with capsys.disabled():
        print(
            f"\n证明：隐藏改动：{len(CHANGES)} 种改动，{len(players)} 人，不该知道的 {pairs} 对，"
            f"{len(addresses(proof.hand.scene))} 个地址和文件（{share}），"
            f"比对 {proof.compared} 次应答，不该不同而不同 {len(wrong)} 次"
        )
        for one in EXEMPTIONS:
            print(f"证明：隐藏改动之豁免：{one.name}（{one.act}），{used[one]} 处；{one.why}")
    assert not wrong, "\n".join(["", *map(str, wrong)])
    assert not FULL or all(used[one] for one in EXEMPTIONS), "豁免清单中有用不着的"


def test_the_trail_tells_of_changes_without_a_word_of_them(
    proof: Comparing, capsys: pytest.CaptureFixture[str]
) -> None:
    keepers = [proof.hand.scene.player(role) for role in (Role.AUD, Role.SEC)]
    pages = [(one, at) for one in keepers for at in addresses(proof.hand.scene) if is_trail(one, at.page)]
    bare = [pair for pair in pages if pair[1].place != SEARCHED]  # what was searched for stands in the box
    before = [proof.readers.ask(proof.readers.reader(one), at).held for one, at in bare]
    with taken_back():
        for change in CHANGES:
            change.run(proof.hand)
        after = [proof.readers.ask(proof.readers.reader(one), at).held for one, at in bare]
    assert [text for text in after if WORD.encode() in text] == []
    assert before != after
    with capsys.disabled():
        print(f"\n证明：隐藏改动之豁免：留痕（{READS_TRAIL}），{len(bare)} 处，无一字内容；{WHY_TRAIL}")


def test_the_public_is_answered_the_same_whatever_happens(proof: Comparing) -> None:
    asked = in_turn([at.url for at in addresses(proof.hand.scene) if at.url and not at.sends], SHARE)
    client = Client()
    before = {url: _bare(client, url) for url in asked}
    with taken_back():
        for change in CHANGES:
            change.run(proof.hand)
        assert [url for url in asked if _bare(client, url) != before[url]] == []


def _bare(client: Client, url: str) -> tuple[int, str, bytes]:
    answer = client.get(url)
    return answer.status_code, answer.headers.get("Location", ""), held(answer)


@FIRST_PASS
def test_each_change_is_seen_by_somebody_who_may_know(proof: Comparing) -> None:
    """The proof would prove nothing if a change showed nowhere."""
    unseen = [str(change) for change in CHANGES[:: 1 if FULL else 20] if not _is_seen(proof, change)]
    assert unseen == []


def _is_seen(proof: Comparing, change: Change) -> bool:
    near = [at for at in addresses(proof.hand.scene) if _is_near(at, change)]
    first, second = _made(proof, change), _made(proof, change)
    is_new = first != second  # that an older one is there is no news: its pages are
    older = NOWHERE if is_new else first or NOWHERE
    near += [replace(there, place="改") for there, _ in keyed(change.kinds, older)]
    for player in sorted(proof.hand.scene.players, key=lambda one: one.relation != LIVE):
        if change.is_hidden_from(player) or player.role in {Role.AUD, Role.SEC} - _keepers(change):
            continue
        looking = Comparing(proof.hand, proof.readers)
        looking.look([player], near)
        if any(at.place != BY_KEY or is_new for _, at in looking.after([change], [player])):
            return True
    return False


def _made(proof: Comparing, change: Change) -> object:
    """Return the key of the record that the change is about."""
    with taken_back():
        return getattr(change.run(proof.hand), "pk", None)


def _keepers(change: Change) -> set[Role]:
    """The administrators see everything in the trail: it counts where nobody else may know."""
    return {Role.AUD, Role.SEC} if change.kinds & {"door", "alarm", "grant"} else set()


def _is_near(at: Address, change: Change) -> bool:
    """Say whether the change may show there: pages about its kinds, and lists and pages of one's own beside."""
    noun = at.page.partition(":")[2].removesuffix("_list").removesuffix("_show")
    alone = at.page.endswith(("_list", "home")) and change.kinds & BESIDE
    return bool({KIND.get(at.page, ""), noun} & change.kinds or alone)


@FIRST_PASS
def test_what_is_filled_in_is_taken(proof: Comparing) -> None:
    """A form that is drawn again for a slip of this file would tell nothing of what others wrote."""
    forms = [at for at in addresses(proof.hand.scene) if at.sends]
    readers = [proof.readers.reader(one) for one in proof.hand.scene.players if one.relation == LIVE]
    taken = {at.page for at in forms for by in readers if proof.readers.ask(by, at).status == 302}
    assert taken == {at.page for at in forms}


@FIRST_PASS
def test_nothing_differs_when_nothing_happens(proof: Comparing) -> None:
    """What the mask leaves is the same at every question: a difference is one of the world."""
    nothing = Change("无事", (), lambda _: None)
    players = [one for one in proof.hand.scene.players if one.relation == LIVE]
    proof.chooses = lambda player, at: crc32(f"{at}{player}".encode()) % (3 if FULL else SHARE * 2) == 0
    proof.look(players)
    assert proof.after([nothing], players) == []


@FIRST_PASS
def test_the_mask_hides_two_things_and_no_more(proof: Comparing) -> None:
    token, when = b"a1B2" * 16, b"2026-06-01T08:00:00Z"
    field = b'<input type="hidden" name="csrfmiddlewaretoken" value="%s">'
    stamp = b'<dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified>'
    assert MASK.sub(b"-", field % token + stamp % when) == field % b"-" + stamp % b"-"
    told = f"<p>{WORD} 3 件 2026-06-01 08:00 01a21dab-db33-74c3-919e-da4c919910ce</p>".encode()
    for kept in (told, token, when, field % b"3", b'name="number" value="' + token + b'"'):
        assert MASK.sub(b"-", kept) == kept
    director = proof.hand.scene.player(Role.ODR)
    at = next(one for one in addresses(proof.hand.scene) if one.page == "dashboards:home")
    shown = proof.readers.ask(proof.readers.reader(director), at).held
    assert shown.count(b'name="csrfmiddlewaretoken" value="-"') == shown.count(b"csrfmiddlewaretoken") > 0


@FIRST_PASS
@pytest.mark.parametrize("leak", LEAKS, ids=str)
def test_a_leak_that_is_put_in_is_found(proof: Comparing, leak: Leak) -> None:
    assert _found(proof, leak) == []
    with leak.seeds():
        assert _found(proof, leak), leak


def _found(proof: Comparing, leak: Leak) -> list[Pair]:
    """Return what differs on the page of a leak after its change, and is no exemption."""
    change = next(one for one in CHANGES if one.name == leak.change)
    player = proof.hand.scene.player(leak.role)
    assert change.is_hidden_from(player)
    looking = Comparing(proof.hand, proof.readers)
    near = [at for at in addresses(proof.hand.scene) if at.page == leak.page]
    looking.look([player], near)
    differing = looking.after([change], [player])
    excused = [one for one in looking.traced(differing, [change]) if one.exempt()]
    return [pair for pair in differing if pair not in [(one.player, one.at) for one in excused]]


@FIRST_PASS
def test_leaks_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(LEAKS) >= 6
    assert {leak.change for leak in LEAKS} <= {change.name for change in CHANGES}
    with capsys.disabled():
        print(f"\n证明：放入的漏洞：{len(LEAKS)} 个，每个单独放入、单独发现")


def test_the_changes_are_many_and_of_many_kinds() -> None:
    assert len({change.name for change in CHANGES}) == len(CHANGES) >= 20
    assert sum(bool(change.named) for change in CHANGES) >= 5
    kinds = set().union(*(change.kinds for change in CHANGES))
    assert set(oracle.KINDS) - kinds <= NAMES
