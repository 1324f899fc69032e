"""The rules of one policy: conditions (``when``), outcome (``then``), and their order."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Final

from django.db import models
from pydantic import Field

from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import Column, ColumnKind
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import tidy
from accounts.domain.violations import WHOLE_FORM, ValidationFailed, Violation, raise_if
from accounts.models import Group, User
from accounts.users.lookup import user_name, users_by_name
from configuration.column_types import columns, fields_of, values_of, write_columns
from configuration.schema import (
    DEFAULT_KEY,
    DocumentEntry,
    Fields,
    ListRules,
    Written,
    entry,
    keyed,
    models_in,
    moved,
)
from configuration.sections.accounts import GROUPS
from configuration.sections.identity_providers import IDENTITY_PROVIDERS
from configuration.value_types import names
from identity_providers.models import IdentityProvider
from policies.domain.conditions import COLUMNS, DECLARATIONS
from policies.domain.outcomes import NO_SETTINGS
from policies.domain.rules import Kind
from policies.models import OUTCOMES, AuthenticatorSetting, NetworkZone, Outcome, Policy, Rule, asked_name
from policies.selectors.outcomes import settings_of
from policies.services.policy_changes import Author
from policies.services.rules import RuleDraft, delete_rule, reorder_rules, save_rule

ZONES: Final = "network_zones"
SETTINGS: Final = "authenticators"
AUTHENTICATORS: Final = tuple(authenticator.value for authenticator in Authenticator)
_SECTIONS: Final = {
    ColumnKind.GROUPS: GROUPS,
    ColumnKind.ZONES: ZONES,
    ColumnKind.PROVIDERS: IDENTITY_PROVIDERS,
    ColumnKind.PEOPLE: "",
}
_DECLARED: Final = {name for column in COLUMNS for name in (column.name, asked_name(column))}
_RULE: Final = columns(Rule, leave=("position", "is_default", "copied_from", *_DECLARED))
_ALL: Final = columns(Rule)
_SETTING: Final = columns(AuthenticatorSetting, leave=("authenticator",))
_SETTING_ENTRY: Final = entry("AuthenticatorSetting", fields_of(_SETTING), short_field="need")
_NO_SETTING: Final = _SETTING_ENTRY()
_SETTINGS_ENTRY: Final = entry(
    "AuthenticatorSettings",
    {
        authenticator.value: (
            _SETTING_ENTRY,
            Field(default_factory=_SETTING_ENTRY, title=authenticator.label),
        )
        for authenticator in Authenticator
    },
)


@cache
def _conditions(kind: Kind) -> tuple[Column, ...]:
    """Return the columns of the conditions that rules of a kind may have."""
    return tuple(
        column for declaration in DECLARATIONS if kind in declaration.kinds for column in declaration.columns
    )


def _lists(kind: Kind) -> tuple[Column, ...]:
    """Return those that name other rows."""
    return tuple(column for column in _conditions(kind) if column.kind.is_list)


def _plain(kind: Kind) -> dict[str, Any]:
    return {column.name: _ALL[column.name] for column in _conditions(kind) if not column.kind.is_list}


def _condition_fields(kind: Kind) -> Fields:
    plain = fields_of(_plain(kind))
    return {column.name: plain.get(column.name) or _list_field(column) for column in _conditions(kind)}


def _list_field(column: Column) -> Any:
    canonical = _address if column.kind is ColumnKind.PEOPLE else tidy
    found = names(_SECTIONS[column.kind], canonical, optional=column.limits)
    default: Any = Field(
        default=None if column.limits else [], title=column.label, description=column.help or None
    )
    return found, default


def _address(text: str) -> str:
    try:
        return parse_email(text).normal
    except InvalidEmail:
        return text


@cache
def _outcome_columns(kind: Kind) -> dict[str, Any]:
    return columns(OUTCOMES[kind])


def _outcome_fields(kind: Kind) -> Fields:
    """Return the fields of ``then``: an outcome is written out, whatever the defaults."""
    settings = {SETTINGS: (Annotated[_SETTINGS_ENTRY, Written()], ...)} if kind is Kind.ENROLLMENT else {}
    return {**settings, **fields_of(_outcome_columns(kind), written=True)}


@cache
def rule_entry(kind: Kind) -> type[DocumentEntry]:
    """Return the model of a rule of one kind of policy."""
    prefix = kind.value.title().replace("_", "")
    when = entry(f"{prefix}Conditions", _condition_fields(kind))
    then = entry(f"{prefix}Outcome", _outcome_fields(kind))
    return entry(
        f"{prefix}Rule",
        {
            **fields_of(_RULE),
            "default": (bool, False),
            "when": (when, Field(default_factory=when)),
            "then": (Annotated[then, Written()], ...),
        },
        ListRules(has_default=True, ordered=True, repeatable=True),
    )


def prefetched(kind: Kind) -> list[str]:
    """Return what a query of policies fetches for ``rules_of``, in a fixed number of statements."""
    outcome = f"rules__{_outcome_name(kind)}"
    settings = [f"{outcome}__settings"] if kind is Kind.ENROLLMENT else []
    return [*(f"rules__{column.name}" for column in _lists(kind)), outcome, *settings]


def _outcome_name(kind: Kind) -> str:
    return OUTCOMES[kind].__name__.lower()


def rules_of(policy: Policy) -> list[DocumentEntry]:
    """Return the rules of a policy in their order."""
    return [_rule(row, Kind(policy.kind)) for row in policy.rules.all()]


def _rule(row: Rule, kind: Kind) -> DocumentEntry:
    model = rule_entry(kind)
    when, then = (next(models_in(model.model_fields[name].annotation)) for name in ("when", "then"))
    outcome_row = getattr(row, _outcome_name(kind))
    outcome = values_of(outcome_row, _outcome_columns(kind))
    if kind is Kind.ENROLLMENT:
        settings: Any = {
            setting.authenticator: _SETTING_ENTRY.model_construct(**values_of(setting, _SETTING))
            for setting in outcome_row.settings.all()
        }
        chosen = {name: settings.get(name, _NO_SETTING) for name in AUTHENTICATORS}
        outcome[SETTINGS] = _SETTINGS_ENTRY.model_construct(**chosen)
    lists: Any = {column.name: _named(row, column) for column in _lists(kind)}
    return model.model_construct(
        **values_of(row, _RULE),
        default=row.is_default,
        when=when.model_construct(**values_of(row, _plain(kind)), **lists),
        then=then.model_construct(**outcome),
    )


def _named(row: Rule, column: Column) -> list[str] | None:
    """Return the names of a list's rows."""
    chosen = getattr(row, column.name).all()
    if column.limits and not chosen and not getattr(row, asked_name(column)):
        return None
    return sorted(user_name(item) if isinstance(item, User) else str(item) for item in chosen)


def write_rules(
    policy: Policy, author: Author, before: Sequence[DocumentEntry], after: Sequence[DocumentEntry]
) -> None:
    """Make a policy's rules those of the document. Raises ValidationFailed with paths inside the policy."""
    earlier, later = keyed(before), keyed(after)
    # The default one last, as ``keyed`` has it.
    rows = sorted(policy.rules.all(), key=lambda row: row.is_default)
    rows_by_key = dict(zip(earlier, rows, strict=True))
    places = {id(rule): place for place, rule in enumerate(after)}
    for key, value in later.items():
        if key not in rows_by_key or earlier[key] != value:
            path = f"rules[{places[id(value)]}]"
            rows_by_key[key] = _save(policy, rows_by_key.get(key), value, author, path)
    for key, row in rows_by_key.items():
        if key not in later and key != DEFAULT_KEY:
            delete_rule(row, author)
    ids = [rows_by_key[key].pk for key in later if key != DEFAULT_KEY]
    if list(policy.rules.filter(is_default=False).values_list("pk", flat=True)) != ids:
        reorder_rules(policy, ids, author)


def _save(policy: Policy, row: Rule | None, value: Any, author: Author, path: str) -> Rule:
    kind, rule = Kind(policy.kind), row or Rule(policy=policy)
    outcome: Outcome = OUTCOMES[kind].objects.get(rule=row) if row else OUTCOMES[kind]()
    write_columns(rule, _RULE, value)
    write_columns(rule, _plain(kind), value.when)
    write_columns(outcome, _outcome_columns(kind), value.then)
    try:
        raise_if(tuple(_emptied(kind, value.when)))
        lists = {
            column.name: _rows(column, getattr(value.when, column.name) or ()) for column in _lists(kind)
        }
        settings = settings_of(_setting_rows(value.then)) if kind is Kind.ENROLLMENT else NO_SETTINGS
        return save_rule(RuleDraft(rule, outcome, lists, settings), author)
    except ValidationFailed as failure:
        raise moved(failure, lambda field: f"{path}{_within(field, kind)}") from failure


def _setting_rows(then: DocumentEntry) -> Iterator[AuthenticatorSetting]:
    settings = getattr(then, SETTINGS)
    for name in AUTHENTICATORS:
        if getattr(settings, name) != _NO_SETTING:
            row = AuthenticatorSetting(authenticator=name)
            write_columns(row, _SETTING, getattr(settings, name))
            yield row


def _emptied(kind: Kind, when: DocumentEntry) -> Iterator[Violation]:
    """Refuse an empty list that limits: without it the rule would apply to everyone."""
    for column in _lists(kind):
        if column.limits and getattr(when, column.name) == []:
            yield Violation(column.name, "ssr.policy.list_emptied")


def _rows(column: Column, chosen: Sequence[str]) -> list[models.Model]:
    if column.kind is ColumnKind.PEOPLE:
        return [*_users(column, chosen)]
    if column.kind is ColumnKind.PROVIDERS:
        return list(IdentityProvider.objects.filter(label__in=chosen))
    model: Any = Group if column.kind is ColumnKind.GROUPS else NetworkZone
    return list(model.objects.filter(name__in=chosen))


def _users(column: Column, chosen: Sequence[str]) -> list[User]:
    found = users_by_name(chosen)
    missing = [name for name in chosen if name not in found]
    raise_if([Violation(column.name, "ssr.person.address.unknown", (name,)) for name in missing])
    return list(found.values())


def _within(field: str, kind: Kind) -> str:
    """Return the path within a rule of a service's field; an authenticator names its setting."""
    if field == WHOLE_FORM:
        return ""
    if kind is Kind.ENROLLMENT and field in AUTHENTICATORS:
        return f".then.{SETTINGS}.{field}"
    if field in _outcome_columns(kind):
        return f".then.{field}"
    return f".when.{field}" if field in {column.name for column in _conditions(kind)} else f".{field}"
