"""The published figures of the city, at a scale."""

from dataclasses import dataclass

from demo.county.shares import case


@dataclass(frozen=True)
class Figures:
    """How many of everything.

    Left out, since no model holds them: special reports, concerns of people solved, look-backs.
    """

    findings: int
    city_units: int
    city_extended: int
    district_units: int
    villages: int
    clues: int
    filed: int
    systems: int

    @property
    def units_inspected(self) -> int:
        """Units with an assignment of their own; extended ones and villages are none."""
        return self.city_units + self.district_units


def figures(scale: float) -> Figures:
    """Return the figures of changzhou times the scale, none under one."""
    numbers = case("changzhou")
    units = numbers["units"]

    def part(whole: int) -> int:
        return max(1, round(whole * scale))

    return Figures(
        findings=part(numbers["findings"]),
        city_units=part(units["city_regular"]),
        city_extended=part(units["city_extended"]),
        district_units=part(units["district_regular"]),
        villages=part(units["villages_and_communities"]),
        clues=part(numbers["clues_handed_over"]),
        filed=part(numbers["clues_filed_as_cases"]),
        systems=part(numbers["systems_improved"]),
    )
