"""`python3 -m bootstrap base|test|check`: bring the machine to where that can run."""

import sys

from bootstrap import front, paper, python, servers
from bootstrap.steps import CannotGoOn


def base() -> None:
    python.packages("requirements")
    front.packages()
    paper.prepare()


def check() -> None:
    python.packages("requirements-dev")
    front.packages()


def test() -> None:
    check()
    paper.prepare()
    servers.prepare()


STEPS = {"base": base, "check": check, "test": test}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in STEPS:
        print(f"用法:python3 -m bootstrap {'|'.join(STEPS)}", file=sys.stderr)
        return 2
    try:
        STEPS[arguments[0]]()
    except CannotGoOn as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
