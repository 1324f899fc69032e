"""The domain says no by a value, never by an exception: which field, which message."""

from dataclasses import dataclass

WHOLE_FORM = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One reason why an answer was refused.

    `field` is a dotted path such as ``userProfile.email``, or empty for the whole form; `code` is a key of
    the message catalogue and `params` fill its placeholders.
    """

    field: str
    code: str
    params: tuple[str, ...] = ()
