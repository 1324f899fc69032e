"""Claims of a provider that become attributes of the profile."""

from collections.abc import Mapping

from accounts.domain.attributes import Attribute, Value
from accounts.domain.values import review_values
from identity_providers.domain.provider import MappingTime, Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity


def mapped_values(
    provider: Provider,
    identity: UpstreamIdentity,
    schema: Mapping[str, Attribute],
    time: MappingTime | None = None,
) -> dict[str, Value]:
    """Return the mapped attributes whose claims the schema accepts; of one time only, if it is given.

    What a provider posts through the browser (Sign in with Apple) is not signed, so it fills in only what
    users may write themselves.
    """
    claims = identity.claims
    mapped = {
        item.attribute: claims[item.claim]
        for item in provider.mapping
        if item.claim in claims and time in (None, item.time)
    }
    return dict(review_values(schema, mapped, own=provider.preset.form_post).values)
