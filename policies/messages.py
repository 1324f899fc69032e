"""Messages about policies, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.policy.idle_too_short": error(_("Enter at least 5 minutes.")),
    "ssr.policy.no_draft": error(_("This policy has no draft. Begin one first.")),
    "ssr.policy.shadow_running": error(_("The draft of “{0}” is being tried. Stop that first.")),
    "ssr.policy.default": error(_("You can’t delete the default policy.")),
    "ssr.policy.prevention_meets_forms": error(
        _("These sign-up forms don’t require email verification: {0}. Require it there first.")
    ),
    "ssr.policy.session_too_long": error(_("A session can last up to 30 days. Enter a shorter time.")),
    "ssr.policy.idle_beyond_absolute": error(
        _("The idle time can’t exceed the session lifetime. Enter a shorter time.")
    ),
    "ssr.policy.at_least_one": error(_("Enter a number greater than 0.")),
    "ssr.policy.new_device_prompt": error(
        _("This rule already has a device condition. Prompt for MFA at every sign-in, or don’t require MFA.")
    ),
    "ssr.policy.nobody_can_meet": error(
        _("No accepted authenticator can meet this. Require less, or accept more authenticators.")
    ),
    "ssr.policy.nothing_to_set_up": error(_("People couldn’t set up any authenticator. Allow at least one.")),
    "ssr.policy.question_alone": error(
        _("A security question only works with a password. Allow passwords, or don’t allow the question.")
    ),
    "ssr.policy.not_self_service": error(
        _("People can’t set this up themselves: {0}. Administrators create it for them.")
    ),
    "ssr.policy.grace_needs_required": error(
        _(
            "Only required authenticators can be postponed. Require this, or leave the date and "
            "number empty: {0}."
        )
    ),
    "ssr.policy.one_grace": error(_("Enter a date or a number, not both: {0}.")),
    "ssr.policy.classes_beyond_length": error(
        _("The character rules alone need {0} characters. Require fewer, or a longer password.")
    ),
    "ssr.policy.lockout_too_soon": error(_("Allow at least {0} attempts, or enter 0 for never.")),
    "ssr.policy.warn_needs_age": error(
        _("A warning needs a maximum password age. Enter one, or set the warning to 0.")
    ),
    "ssr.policy.warn_beyond_age": error(
        _("The warning must be shorter than the maximum password age. Enter fewer days.")
    ),
    "ssr.policy.min_beyond_max_age": error(
        _("The minimum password age must be shorter than the maximum. Enter a shorter time.")
    ),
    "ssr.policy.short_password": warning(
        _("NIST SP 800-63B-4 requires {0} characters where a password alone is enough.")
    ),
    "ssr.policy.both_times": error(_("Enter both times, or leave both empty.")),
    "ssr.policy.whole_day": error(_("The times are the same. Leave both empty for the whole day.")),
    "ssr.policy.time_zone": error(_("“{0}” isn’t a time zone. Enter one like Europe/Berlin.")),
    "ssr.policy.condition_of_other_kind": error(
        _("Only account management policies use this. Leave it empty.")
    ),
    "ssr.policy.list_emptied": error(
        _(
            "Everything this rule referred to was deleted, so it matches no one. Choose again, or "
            "delete the rule."
        )
    ),
    "ssr.policy.for_nobody": warning(_("This policy has no groups, so it applies to no one. Add a group.")),
    "ssr.policy.zone_empty": error(_("Enter at least one network.")),
    "ssr.policy.network": error(_("“{0}” isn’t a network. Enter one like 203.0.113.0/24 or 2001:db8::/32.")),
    "ssr.policy.zone_multiplier": error(_("Enter a whole number from {0} to {1}.")),
    "ssr.policy.zone_name_taken": error(_("Another network zone has this name. Choose a different one.")),
    "ssr.policy.zone_unknown": error(_("No network zone has the name “{0}”.")),
    "ssr.policy.zone_used": error(_("The zone is used by these rules: {0}. Remove it there first.")),
    "ssr.policy.default_groups": error(_("The default policy applies to everyone. Leave the groups empty.")),
    "ssr.policy.default_active": error(_("You can’t turn off the default policy or its last rule.")),
    "ssr.policy.default_rule": error(_("You can’t delete the last rule of the default policy.")),
    "ssr.policy.default_conditions": error(
        _("The last rule of the default policy applies to everyone. Leave its conditions empty.")
    ),
    "ssr.policy.chosen_by_apps": error(
        _("Applications choose their authentication policy. Leave the groups empty.")
    ),
    "ssr.policy.kind_fixed": error(_("You can’t change the type of a policy. Create a new one instead.")),
    "ssr.policy.name_taken": error(_("Another policy of this type has this name. Choose a different one.")),
    "ssr.policy.order": error(_("Someone else changed this list. Reload the page and try again.")),
    "ssr.policy.used_by_apps": error(
        _("These applications use it: {0}. Choose another policy for them first.")
    ),
    "ssr.policy.outcome_of_other_kind": error(_("This outcome belongs to another type of policy.")),
    "ssr.policy.administrators_out": error(
        _("This would lock every administrator out. Nothing was changed.")
    ),
    "ssr.policy.effect_none": info(_("Everyone who can sign in today still can.")),
    "ssr.policy.effect_one": warning(_("1 person would lose access.")),
    "ssr.policy.effect": warning(_("{0} people would lose access.")),
    "ssr.policy.effect_unknown": warning(
        _("There are too many people to check everyone. No one in the checked part would lose access.")
    ),
    "ssr.policy.effect_remedy": info(
        _(
            "Require less, add an earlier rule for these people, or let them enroll the "
            "missing authenticators."
        )
    ),
    "ssr.policy.effect_at_least": warning(_("At least {0} people would lose access.")),
}

register(ENTRIES)
