"""Messages for administrators about group rules."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: group rule, error
    "ssr.group_rule.name.blank": error(_("Enter a name for the rule.")),
    # Translators: group rule, error
    "ssr.group_rule.name.taken": error(_("Another rule has the name “{0}”. Choose a different one.")),
    # Translators: group rule, error
    "ssr.group_rule.unknown": error(_("No group rule has the name “{0}”.")),
    # Translators: group rule, error
    "ssr.group_rule.groups.missing": error(_("Choose at least one group.")),
    # Translators: group rule, error
    "ssr.group_rule.empty": error(_("Add at least one condition. A rule without one matches no one.")),
    # Translators: group rule, error
    "ssr.group_rule.many": error(_("A rule can have at most {0} conditions. Remove some.")),
    # Translators: group rule, error
    "ssr.group_rule.values.missing": error(_("Enter at least one value.")),
    # Translators: group rule, error
    "ssr.group_rule.values.unused": error(_("“Has a value” compares with nothing. Remove the values.")),
    # Translators: group rule, error
    "ssr.group_rule.values.many": error(_("A condition can have at most {0} values. Remove some.")),
    # Translators: group rule, error
    "ssr.group_rule.values.long": error(_("A value is too long. Use at most {0} characters.")),
    # Translators: group rule, error
    "ssr.group_rule.operator.fact": error(_("This can only be compared by “is one of”. Choose that.")),
    # Translators: group rule, error
    "ssr.group_rule.operator.type": error(_("“{0}” isn’t text. Compare it by “is one of” or “has a value”.")),
    "ssr.group_rule.attribute.unknown": error(
        # Translators: group rule, error
        _("No attribute has the key “{0}”. Choose one of the profile schema.")
    ),
    # Translators: group rule, error
    "ssr.group_rule.application.unknown": error(_("No application has the client ID “{0}”.")),
    "ssr.group_rule.address": error(
        # Translators: group rule, error
        _("A rule doesn’t read addresses, which may be unverified. Use the verified email domain instead.")
    ),
    # Translators: group rule, error
    "ssr.group_rule.domain": error(_("“{0}” isn’t a domain. Enter it like example.com.")),
    "ssr.group_rule.subject": error(
        # Translators: group rule, error
        _("Use one of attribute with values, email_domains, applications and policies.")
    ),
    "ssr.group_rule.trust": error(
        _(
            # Translators: group rule, error; {0} are attributes
            "People can change these attributes themselves, and with them their groups: {0}. Confirm that "
            "the rule may use them, or make them read-only."
        )
    ),
    "ssr.group_rule.trust.question": warning(
        # Translators: group rule, confirmation page; {0} are attributes
        _("People can change these attributes themselves, and with them their groups: {0}.")
    ),
    "ssr.group.member_by_rule": error(
        # Translators: groups, error; {0} are addresses
        _("A group rule put these people into the group: {0}. Change the rule or their profile.")
    ),
    # Translators: group rule, error
    "ssr.group_rule.used": error(_("These group rules use it: {0}. Change or delete them first.")),
    "ssr.group_rule.attribute.trust": error(
        _(
            # Translators: profile attribute, error; {0} are group rules
            "These group rules rely on it, and people could then choose their own groups: {0}. Confirm that "
            "in each rule first."
        )
    ),
}
