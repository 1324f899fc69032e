"""When a field is shown: a condition on another field of the same form."""

from dataclasses import dataclass

from accounts.domain.attributes import Value
from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class Comparison(Choice):
    """What the answer to the other field must be."""

    # Translators: condition of a form field: the other field has one of some values
    ONE_OF = "one_of", _("is one of")
    # Translators: condition of a form field: the other field, a box, is ticked
    CHECKED = "checked", _("is checked")
    # Translators: condition of a form field: the other field has an answer
    FILLED = "filled", _("is filled in")


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """A field is shown while another one has such an answer.

    ``field`` is the attribute's key on a form, and the path of the input on a page. ``values`` belong to
    ``ONE_OF``.
    """

    field: str
    comparison: Comparison
    values: tuple[str, ...] = ()

    def holds(self, answer: Value) -> bool:
        """Return whether this answer to the other field shows the field."""
        texts = texts_of(answer)
        if self.comparison is Comparison.ONE_OF:
            return not set(self.values).isdisjoint(texts)
        return bool(texts)


def texts_of(answer: Value) -> tuple[str, ...]:
    """Return an answer as a browser sends it: nothing for an empty one and for a box without a tick."""
    match answer:
        case None | False:
            return ()
        case True:
            return ("on",)
        case tuple():
            return answer
        case _:
            text = str(answer)
            return (text,) if text.strip() else ()
