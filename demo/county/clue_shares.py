"""线索的分配: which unit has how many, how far each has come, whose person is filed on."""

from clues.states import ClueState
from demo.county import clueing
from demo.county.builder import Builder
from demo.county.clueing import LATE_STATES, NEW_STATES, Reported
from demo.county.layout import RUNNING
from demo.county.shares import deal
from demo.texts import county
from demo.texts.clues import CluePlan
from demo.texts.clues import clues as clue_texts
from rounds.models import Assignment

PLAIN_CLUES = 18
RUNNING_CLUES = (ClueState.REGISTERED, ClueState.TEAM, ClueState.OFFICE, ClueState.APPROVAL, ClueState.TEAM)


def share_clues(builder: Builder) -> None:
    """线索: the key ones as published, others beside them, and some of the round under way."""
    codes = [code for text in builder.drawn if text.number != RUNNING for code in text.units]
    keys = deal(builder.case["key_clues_handed_over"], [1.0] * len(codes), builder.world.rng, least=1)
    plans = [(code, True) for code, count in zip(codes, keys, strict=True) for _ in range(count)]
    plans += [(code, False) for code in builder.world.rng.sample(codes, PLAIN_CLUES)]
    running = [(code, True) for code in builder.drawn[RUNNING - 1].units[:3] for _ in range(2)][
        : len(RUNNING_CLUES)
    ]
    wanted = [*plans, *running]
    texts = clue_texts(
        [CluePlan(county.unit(code), builder.sent[code][0].enters_on.year, key) for code, key in wanted],
        seed=builder.seed,
    )
    reported = []
    filings = builder.case["persons_filed"]
    for place, ((code, key), text) in enumerate(zip(wanted, texts, strict=True)):
        assignment, team = builder.sent[code]
        until = _reach(builder, assignment, place)
        if place >= len(plans):
            until = RUNNING_CLUES[place - len(plans)]
        filed = key and until in {ClueState.CLOSED, ClueState.ANSWERED} and place % 4 == 0 and filings > 0
        filings -= filed
        reported.append(Reported(assignment, team, text, until, filed))
    if filings:
        raise ValueError(f"还差 {filings} 名立案人员没有安排")
    clueing.build(builder.world, reported, builder.seed, builder.published)


def _reach(builder: Builder, assignment: Assignment, place: int) -> ClueState:
    age = (builder.world.as_of - builder.published.get(assignment.pk, builder.world.as_of)).days
    if age > 300:
        return ClueState.CLOSED
    if age > 120:
        return LATE_STATES[place % len(LATE_STATES)]
    return NEW_STATES[place % len(NEW_STATES)] if age > 60 else ClueState.HANDED
