"""The performance lab: the city at scale, beside the least that any page could cost."""
