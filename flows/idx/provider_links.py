"""Identity providers as remediations of the IDX API: links that a client opens in the user's browser."""

from typing import Final
from urllib.parse import urlencode

from accounts.page_paths import page_path
from flows.domain.steps import Form, FormName
from flows.domain.transaction import Transaction
from flows.idx.forms import Frame
from flows.idx.messages import Json
from flows.lent_requests import lend
from identity_providers.domain.presets import ProviderKind
from identity_providers.selectors import providers

_TYPES: Final = {ProviderKind.OPENID_CONNECT: "OIDC"}
"""What clients call a kind, where it is not our word in capitals."""


def provider_links(form: Form, transaction: Transaction, frame: Frame) -> list[Json]:
    """Return a link for each identity provider; the rest happens on hosted pages."""
    query = urlencode({"request": lend(transaction)})
    known = providers()
    return [
        {
            "name": FormName.REDIRECT_IDP.value,
            "type": _TYPES.get(known[option.value].kind, known[option.value].kind.value.upper()),
            "idp": {"id": option.value, "name": option.title},
            "href": f"{frame.origin}{page_path('flows:identity_provider_start', option.value)}?{query}",
            "method": "GET",
        }
        for option in form.fields[0].options
        if option.value in known
    ]
