"""Mutations that change nothing that anybody could notice, each with the reason.

The hunt searches for them as for any other, and fails when one of them is noticed after all.
"""

EQUIVALENT: dict[str, str] = {}
