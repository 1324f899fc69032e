"""What the readers of single types share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.domain.attributes import Attribute, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value was refused: a key of the message catalogue and its params."""

    code: str
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadContext:
    """The circumstances of a question: its label, the day, and the country of phone numbers."""

    label: str
    today: date
    default_country: str = ""

    def problem(self, code: str, *params: str) -> Problem:
        return Problem(code, (self.label, *params))

    def wrong_type(self) -> Problem:
        return self.problem("model.validation.field.wrong.type")


Reader = Callable[[Attribute, object, ReadContext], Value | Problem]
