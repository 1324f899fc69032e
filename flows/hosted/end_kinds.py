"""What the words of an end consist of."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class WayOn(StrEnum):
    """Where an end usually leads."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RECOVER = "recover"
    RELOAD = "reload"
    SIGN_OUT = "sign_out"
    SETTINGS = "settings"
    HOME = "home"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EndWords:
    """Tone (warn, info, ok), icon and wording of one end; ``{0}`` … take its parameters."""

    tone: str
    icon: str
    title: str | Promise
    text: str | Promise = ""
    way: WayOn = WayOn.SIGN_IN
