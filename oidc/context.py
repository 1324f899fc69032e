"""Who asks what of which issuer: what the OAuth library's request does not carry."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from oidc.domain.grants import GrantType
from oidc.issuers import OWN
from oidc.models import Client


@dataclass(frozen=True, slots=True)
class Context:
    """One request to the server. ``client`` is one that has proved itself, where it has to.

    ``grant_type`` is what an authorization request leads to: a code, or an interaction code for an app with
    pages of its own.
    """

    issuer: str = OWN
    grant_type: GrantType = GrantType.CODE
    client: Client | None = None
    now: datetime = field(default_factory=timezone.now)
