"""Settings of the measured product: its own, and a counter outside of everything."""

from xuncha.settings import *  # noqa: F403
from xuncha.settings import MIDDLEWARE as OWN

MIDDLEWARE = ["benchmarks.counting.Counted", *OWN]
