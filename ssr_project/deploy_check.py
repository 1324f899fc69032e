"""One thing that a production deployment must not start with."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.checks import Error


@dataclass(frozen=True, slots=True)
class DeployCheck:
    """One reason not to start: ``found`` looks at the settings, the remedy is the hint."""

    number: int
    found: Callable[[], bool]
    message: str
    hint: str

    def as_error(self) -> Error:
        return Error(self.message, hint=self.hint, id=f"ssr_project.E{self.number:03}")
