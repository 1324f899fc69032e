"""Names for passkeys by the model of what keeps them, so that users know them apart."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _

# Translators: name of a passkey of an unknown make
UNKNOWN: Final = _("Passkey")

_MODELS: Final[Mapping[str, tuple[str, ...]]] = {
    "iCloud Keychain": ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "dd4ec289-e01d-41c9-bb89-70fa845d4bf2"),
    "Google Password Manager": ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",),
    "Chrome on Mac": ("adce0002-35bc-c60a-648b-0b25f1f05503",),
    "Windows Hello": (
        "08987058-cadc-4b81-b6e1-30de50dcbe96",
        "9ddd1817-af5a-4672-a2b9-3e3dd95000a9",
        "6028b017-b1d4-4c02-b4b3-afcdafc96bb2",
    ),
    "1Password": ("bada5566-a7aa-401f-bd96-45619a55120d",),
    "Bitwarden": ("d548826e-79b4-db40-a3d8-11116f7e8349",),
    "Dashlane": ("531126d6-e717-415c-9320-3d9aa6981239",),
    "Samsung Pass": ("53414d53-554e-4700-0000-000000000000",),
    "KeePassXC": ("fdb141b2-5d84-443e-8a35-4698c205a502",),
    "YubiKey": (
        "cb69481e-8ff7-4039-93ec-0a2729a154a8",
        "ee882879-721c-4913-9775-3dfcce97072a",
        "2fc0579f-8113-47ea-b116-bb5a8db9202a",
        "fa2b99dc-9e39-4257-8f92-4a30d23c4118",
        "c5ef55ff-ad9a-4b9f-b580-adebafe026d0",
        "19083c3d-8383-4b18-bc03-8f1c9ab2fd1b",
    ),
}
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {aaguid: name for name, aaguids in _MODELS.items() for aaguid in aaguids}
)


def name_of(aaguid: str) -> str:
    """Return the name of the model, or "Passkey" for one that is not known or does not tell."""
    return _NAMES.get(aaguid.lower(), UNKNOWN)
