"""Messages about policies, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.policy.idle_too_short": error(_("Give people at least 5 minutes.")),
    "ssr.policy.default": error(_("The default policy cannot be deleted.")),
    "ssr.policy.prevention_meets_forms": error(
        _("These forms let people in without a confirmed address: {0}. Require email verification there.")
    ),
    "ssr.policy.session_too_long": error(_("A session may last 30 days at most. Enter a shorter time.")),
    "ssr.policy.idle_beyond_absolute": error(
        _("The idle time must not be longer than the whole session. Shorten it.")
    ),
    "ssr.policy.at_least_one": error(_("Enter a number above zero.")),
    "ssr.policy.new_device_prompt": error(
        _("The rule already asks about devices. Ask for the further factor every time, or not at all.")
    ),
    "ssr.policy.nobody_can_meet": error(
        _("Nobody could prove this with the authenticators that are left. Ask for less, or exclude fewer.")
    ),
    "ssr.policy.nothing_to_set_up": error(
        _("People could set up nothing to sign in with. Allow at least one authenticator.")
    ),
    "ssr.policy.question_alone": error(
        _("A security question counts only beside a password. Allow passwords, or leave it out.")
    ),
    "ssr.policy.not_self_service": error(
        _("People cannot set this up by themselves: {0}. Administrators give it out.")
    ),
    "ssr.policy.grace_needs_required": error(
        _("Only what is required can be put off. Require this, or leave the time and number empty: {0}.")
    ),
    "ssr.policy.one_grace": error(_("Choose a date or a number, not both: {0}.")),
    "ssr.policy.classes_beyond_length": error(
        _("The classes alone need {0} characters. Ask for fewer, or for a longer password.")
    ),
    "ssr.policy.lockout_too_soon": error(_("Give people at least {0} attempts, or enter 0 for never.")),
    "ssr.policy.warn_needs_age": error(_("A warning needs an age to warn of. Enter one, or 0 here.")),
    "ssr.policy.warn_beyond_age": error(_("People would be warned all the time. Enter fewer days.")),
    "ssr.policy.min_beyond_max_age": error(
        _("The password would have to be changed before it may be. Enter a shorter time.")
    ),
    "ssr.policy.short_password": warning(
        _("NIST SP 800-63B-4 asks for {0} characters where a password alone is enough.")
    ),
    "ssr.policy.both_times": error(_("Enter both times, or none.")),
    "ssr.policy.whole_day": error(_("Both times are the same. Leave both empty for the whole day.")),
    "ssr.policy.time_zone": error(_("“{0}” is no time zone. Write it like Europe/Berlin.")),
    "ssr.policy.condition_of_other_kind": error(
        _("Only an account management policy knows this. Leave it empty.")
    ),
    "ssr.policy.list_emptied": error(
        _("Everything that was named here is gone, so the rule is for nobody. Name something, or delete it.")
    ),
    "ssr.policy.for_nobody": warning(
        _("This policy names no group, so it applies to nobody: none of its rules is asked. Choose groups.")
    ),
    "ssr.policy.zone_empty": error(_("Enter at least one network.")),
    "ssr.policy.network": error(_("“{0}” is no network. Write it like 203.0.113.0/24 or 2001:db8::/32.")),
    "ssr.policy.zone_multiplier": error(_("Enter a whole number from {0} to {1}.")),
    "ssr.policy.zone_name_taken": error(_("Another network zone has this name. Choose a different one.")),
    "ssr.policy.zone_unknown": error(_("No network zone has the name “{0}”.")),
    "ssr.policy.zone_used": error(_("These rules name it: {0}. Take it off them first.")),
    "ssr.policy.default_groups": error(_("The default policy is for everybody. Leave the groups empty.")),
    "ssr.policy.default_active": error(_("The default policy and its last rule cannot be switched off.")),
    "ssr.policy.default_rule": error(_("The last rule of the default policy cannot be deleted.")),
    "ssr.policy.default_conditions": error(
        _("The last rule of the default policy is for everybody. Leave the conditions empty.")
    ),
    "ssr.policy.chosen_by_apps": error(_("Apps choose an authentication policy. Leave the groups empty.")),
    "ssr.policy.kind_fixed": error(_("A policy stays of its kind. Make a new one instead.")),
    "ssr.policy.name_taken": error(_("Another policy of this kind has this name. Choose a different one.")),
    "ssr.policy.order": error(
        _("Somebody else changed the list meanwhile. Load it again, then put it in order.")
    ),
    "ssr.policy.used_by_apps": error(_("These apps use it: {0}. Give them another policy first.")),
    "ssr.policy.outcome_of_other_kind": error(_("This answer belongs to another kind of policy.")),
    "ssr.policy.administrators_out": error(
        _("No administrator could sign in to the administration any more. Nothing was changed.")
    ),
    "ssr.policy.effect_none": info(_("Everybody who can sign in today still could.")),
    "ssr.policy.effect_one": warning(_("1 person could not sign in any more.")),
    "ssr.policy.effect": warning(_("{0} people could not sign in any more.")),
    "ssr.policy.effect_unknown": warning(
        _("Too many people to look at all of them now. Nobody was found who could not sign in any more.")
    ),
    "ssr.policy.effect_remedy": info(
        _(
            "Ask for less, leave these people out by a rule for them before this one, or allow them to set "
            "up what is missing in the authenticator enrollment policy."
        )
    ),
    "ssr.policy.effect_at_least": warning(_("At least {0} people could not sign in any more.")),
}

register(ENTRIES)
