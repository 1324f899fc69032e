"""The apps, read into one immutable snapshot."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.configuration import Snapshot
from applications.domain import ADMINISTRATION, Application
from applications.models import Application as Row
from policies.domain.rules import Kind
from policies.models import Policy


class UnknownApplication(LookupError):
    """No app has this key."""


def _load() -> Mapping[str, Application]:
    rows = Row.objects.values_list("key", "label", "authentication_policy_id")
    return MappingProxyType({key: Application(key, label, policy_id) for key, label, policy_id in rows})


_applications = Snapshot(_load)


def application(key: str) -> Application:
    """Return the app with this key. Raises UnknownApplication."""
    try:
        return _applications.get()[key]
    except KeyError:
        raise UnknownApplication(key) from None


def administration_policy_id() -> int | None:
    """Return the authentication policy of the administration, which no write may make impossible to meet."""
    return application(ADMINISTRATION).authentication_policy_id


def guards_administration(policy: Policy) -> bool:
    """Whether this policy says who comes into the administration."""
    if policy.kind != Kind.AUTHENTICATION:
        return False
    chosen = administration_policy_id()
    return policy.is_default if chosen is None else policy.pk == chosen


def policy_ids() -> tuple[int | None, ...]:
    """Return the authentication policy of every app, each once; nothing stands for the default one."""
    return tuple(dict.fromkeys(app.authentication_policy_id for app in _applications.get().values()))


def labels_using(policy_id: int) -> tuple[str, ...]:
    """Return the names of the apps that use an authentication policy."""
    apps = _applications.get().values()
    return tuple(app.label for app in apps if app.authentication_policy_id == policy_id)
