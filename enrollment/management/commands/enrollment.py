"""``manage.py enrollment allow-sign-up``: who may sign up, and what the form asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.domain.field_conditions import Comparison, FieldCondition
from accounts.domain.text import tidy
from accounts.management.subcommands import Result, Subcommand, SubcommandsCommand, argument, not_found
from accounts.models import ProfileAttribute
from accounts.profile.group_rules import ruled_attributes
from enrollment.domain.effect import effect
from enrollment.domain.form_pages import pages_of
from enrollment.domain.form_warnings import form_warnings
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import enrollment_policy, serves_sign_up
from enrollment.services import GAP, described, save_policy

POLICY = argument("policy", nargs="?", help="name of the policy (default: the policy of the sign-up page)")
OF_POLICY = argument("--policy", help="name of the policy (default: the policy of the sign-up page)")
ATTRIBUTE = argument("attribute", help="key of the attribute, such as lastName")

EDITS = (
    argument("--required-message", metavar="TEXT", help="shown when the field is left empty"),
    argument("--invalid-message", metavar="TEXT", help="shown when the answer is not valid"),
    argument("--options", nargs="*", metavar="VALUE:WORDS", help="the options to offer, in this order"),
    argument(
        "--show-if", dest="shown_if", metavar="ATTRIBUTE", help="the field that decides ('': shown to all)"
    ),
    argument("--is", dest="shown_if_comparison", choices=[str(comparison) for comparison in Comparison]),
    argument("--new-page", action="store_true", default=None, help="let the field start a page"),
    argument("--same-page", dest="new_page", action="store_false", default=None),
    argument("--page-title", metavar="TEXT", help="title of the page that the field starts"),
    argument("--values", dest="shown_if_values", nargs="*", metavar="VALUE", help="values for one_of"),
)


class Command(SubcommandsCommand):
    """Show profile enrollment policies, allow or forbid sign-up, edit the sign-up form."""

    help = "Show profile enrollment policies, allow or forbid sign-up, edit the sign-up form."

    def subcommands(self) -> Mapping[str, Subcommand]:
        arguments = (ATTRIBUTE, OF_POLICY)
        return {
            "list": Subcommand("list the policies", _listed, writes=False),
            "show": Subcommand("show a policy", _shown, (POLICY,), writes=False),
            "allow-sign-up": Subcommand("allow sign-up", _allowed, (POLICY,)),
            "forbid-sign-up": Subcommand("forbid sign-up", _forbidden, (POLICY,)),
            "require-field": Subcommand(
                "add an attribute to the form as a required field", _required, arguments
            ),
            "offer-field": Subcommand(
                "add an attribute to the form as an optional field", _offered, arguments
            ),
            "edit-field": Subcommand(
                "change the messages, the options and the condition of a field of the form",
                _edited,
                (*arguments, *EDITS),
            ),
            "drop-field": Subcommand("remove an attribute from the form", _dropped, arguments),
        }


def _listed(_options: dict[str, Any], _now: datetime) -> Result:
    return [
        {
            "name": row.name,
            "state": "sign-up allowed" if row.sign_up_allowed else "sign-up forbidden",
            "serves": "the sign-up page" if serves_sign_up(described(row, _fields(row))) else "",
            "asks": _keys(row),
        }
        for row in ProfileEnrollmentPolicy.objects.all()
    ]


def _shown(options: dict[str, Any], _now: datetime) -> Result:
    return _facts(_found(options["policy"]))


def _facts(row: ProfileEnrollmentPolicy) -> dict[str, Any]:
    policy, groups = described(row, _fields(row)), [group.name for group in row.groups.all()]
    result = effect(policy, groups, serves=serves_sign_up(policy))
    return {
        "name": row.name,
        "default": row.is_default,
        "sign_up_allowed": row.sign_up_allowed,
        "asks": _keys(row),
        "requires": [item.key for item in policy.items if item.required],
        "pages": [[item.key for item in page.items] for page in pages_of(policy)],
        "conditions": {item.key: _condition(item.shown_if) for item in policy.items if item.shown_if},
        "groups": groups,
        "effect": " ".join(message.english for message in result),
        "warnings": [message.english for message in form_warnings(policy, ruled_attributes())],
    }


def _condition(condition: FieldCondition) -> str:
    return " ".join((condition.field, condition.comparison, *condition.values))


def _found(name: str | None) -> ProfileEnrollmentPolicy:
    """Return the policy of this name, or the one that serves the sign-up page. Raises CommandError."""
    if name is None:
        return ProfileEnrollmentPolicy.objects.get(pk=enrollment_policy().id)
    row = ProfileEnrollmentPolicy.objects.filter(name=tidy(name)).first()
    if row is None:
        raise not_found("ssr.policy.unknown", name)
    return row


def _fields(row: ProfileEnrollmentPolicy) -> list[EnrollmentFormField]:
    return list(row.form_fields.select_related("attribute"))


def _keys(row: ProfileEnrollmentPolicy) -> list[str]:
    return [field.attribute.key for field in _fields(row)]


def _allowed(options: dict[str, Any], now: datetime) -> Result:
    return _opened(options, now, allowed=True)


def _forbidden(options: dict[str, Any], now: datetime) -> Result:
    return _opened(options, now, allowed=False)


def _opened(options: dict[str, Any], now: datetime, *, allowed: bool) -> Result:
    row = _found(options["policy"])
    if row.sign_up_allowed != allowed:
        row.sign_up_allowed = allowed
        _save(row, _fields(row), now)
    return _facts(row)


def _required(options: dict[str, Any], now: datetime) -> Result:
    return _asked(options, now, required=True)


def _offered(options: dict[str, Any], now: datetime) -> Result:
    return _asked(options, now, required=False)


def _asked(options: dict[str, Any], now: datetime, *, required: bool) -> Result:
    row, attribute = _found(options["policy"]), _attribute(options["attribute"])
    fields = _fields(row)
    field = next((candidate for candidate in fields if candidate.attribute == attribute), None)
    if field is None:
        field = EnrollmentFormField(attribute=attribute, position=(len(fields) + 1) * GAP)
        fields.append(field)
    field.required = required
    _save(row, fields, now)
    return _facts(row)


def _edited(options: dict[str, Any], now: datetime) -> Result:
    row, attribute = _found(options["policy"]), _attribute(options["attribute"])
    fields = _fields(row)
    field = next((candidate for candidate in fields if candidate.attribute == attribute), None)
    if field is None:
        raise not_found("ssr.policy.field.unknown", attribute.key)
    for edit in EDITS:
        name = str(edit.options.get("dest", edit.name.lstrip("-").replace("-", "_")))
        if options[name] is not None:
            setattr(field, name, _options(options[name]) if name == "options" else options[name])
    if not field.shown_if:
        field.shown_if_values = []
    _save(row, fields, now)
    return _facts(row)


def _options(texts: list[str]) -> list[dict[str, str]]:
    pairs = (text.partition(":") for text in texts)
    return [{"value": value.strip(), "title": (words or value).strip()} for value, _colon, words in pairs]


def _dropped(options: dict[str, Any], now: datetime) -> Result:
    row, attribute = _found(options["policy"]), _attribute(options["attribute"])
    _save(row, [field for field in _fields(row) if field.attribute != attribute], now)
    return _facts(row)


def _attribute(key: str) -> ProfileAttribute:
    attribute = ProfileAttribute.objects.filter(key=key).first()
    if attribute is None:
        raise not_found("ssr.attribute.unknown", key)
    return attribute


def _save(row: ProfileEnrollmentPolicy, fields: list[EnrollmentFormField], now: datetime) -> None:
    save_policy(row, fields, tuple(row.groups.all()), actor=None, now=now)
