"""What stands around every page. Filled by a context processor above; empty on the sign-in page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One line of the menu, or one choice of a switcher."""

    label: str
    url: str
    active: bool = False
    count: int = 0


@dataclass(frozen=True)
class Section:
    """A heading of the menu. `stage` marks the seven stages of a round, drawn as one line."""

    label: str
    icon: str
    items: tuple[Item, ...]
    stage: bool = False

    @property
    def active(self) -> bool:
        return any(item.active for item in self.items)

    @property
    def url(self) -> str:
        return self.items[0].url if self.items else ""

    @property
    def count(self) -> int:
        return sum(item.count for item in self.items)


@dataclass(frozen=True)
class Frame:
    """Menu, where one is, who one is. Empty strings hide their place."""

    sections: tuple[Section, ...] = ()
    office: str = ""
    term: str = ""
    round: str = ""
    rounds: tuple[Item, ...] = ()
    person: str = ""
    posts: tuple[str, ...] = ()
    notices: int = 0
    notices_url: str = ""
    files_url: str = ""
    search_url: str = ""
    profile_url: str = ""
    password_url: str = ""
    channels_url: str = ""
    sessions_url: str = ""
    sign_out_url: str = ""
    quick: Item | None = None
    watermark: str = ""
    caution: str = ""
