"""How long the tests search that look for a counterexample: shortly on each run, long when asked.

.venv/bin/pytest tests/journeys tests/state_machine tests/configuration --hypothesis-profile thorough
"""

import hypothesis

NORMAL, THOROUGH = "normal", "thorough"

# How long an example may take is a matter of the machine: no property of the product depends on it.
hypothesis.settings.register_profile(NORMAL, deadline=None)
hypothesis.settings.register_profile(THOROUGH, deadline=None)


def is_thorough() -> bool:
    """Return whether a long search was requested for this run."""
    return hypothesis.settings.get_current_profile_name() == THOROUGH


def examples(normal: int, thorough: int) -> int:
    """Return how many examples a property is tried on."""
    return thorough if is_thorough() else normal
