"""Messages for empty required fields: the same words in the browser and on the server."""

from typing import Final

from accounts.domain.attributes import AttributeType
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.messages import Message

_CHOSEN: Final = frozenset[str](
    {
        AttributeType.CHOICE,
        AttributeType.MULTIPLE_CHOICE,
        AttributeType.COUNTRY,
        AttributeType.LANGUAGE,
        AttributeType.TIME_ZONE,
    }
)
# Our own titles are nouns that fit into a sentence; an administrator's label may be a question.
_OUR_LABELS: Final = frozenset(attribute.title for attribute in BASE_ATTRIBUTES)


def missing(kind: str, label: str) -> Message:
    """The message for an empty required field of this type; `label` is not translated yet."""
    if kind == AttributeType.BOOLEAN:
        return Message("ssr.field.consent", (label,))
    if kind in _CHOSEN:
        return Message("ssr.field.choose", (label,))
    ours = label in _OUR_LABELS
    return Message("model.validation.field.blank" if ours else "model.validation.field.blank.label", (label,))
