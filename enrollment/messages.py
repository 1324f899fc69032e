"""Messages about the sign-up form and its policies, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.policy.domain": error(_("“{0}” isn’t a domain name. Enter one like example.com.")),
    # What a profile enrollment policy does, said while it is edited.
    "ssr.effect.closed": info(_("Sign-up is off: no one can use this form.")),
    "ssr.effect.serves": info(_("The /signup page shows this form.")),
    "ssr.effect.apps": info(_("People who come from these applications see this form: {0}.")),
    "ssr.effect.idle": info(
        _(
            "Nothing uses this form yet. Turn on “use for the sign-up page”, or choose it on an "
            "application’s page."
        )
    ),
    "ssr.effect.verified": info(_("People verify their email address before their account is created.")),
    "ssr.effect.unverified": info(
        _("People get access at once. An email asks them to verify their address.")
    ),
    "ssr.effect.strict_apps": warning(
        _("These applications require a verified email, so sign-up verifies it first: {0}.")
    ),
    "ssr.effect.password.first": info(_("People choose a password on the sign-up form.")),
    "ssr.effect.password.later": info(_("People choose a password on a separate page.")),
    "ssr.effect.password.none": info(_("People don’t have a password. They sign in with an emailed code.")),
    "ssr.effect.pages": info(_("The form has {0} pages.")),
    "ssr.effect.allowed": info(_("Only email addresses at {0} can sign up.")),
    "ssr.effect.denied": info(_("Email addresses at {0} can’t sign up.")),
    "ssr.effect.groups": info(_("New users join {0}.")),
    "ssr.effect.no_groups": info(_("New users don’t join a group.")),
    "ssr.effect.later.asks": info(_("Each sign-in asks for up to {0} missing fields.")),
    "ssr.effect.later.nothing": info(_("Sign-in asks for nothing yet. Select “later” for a field.")),
    "ssr.effect.later.nobody": info(_("None of the {0} users who can sign in would be asked now.")),
    "ssr.effect.later.asked_one": info(
        _("1 of {1} users would be asked when they next sign in to an application with this policy.")
    ),
    "ssr.effect.later.asked": info(
        _("{0} of {1} users would be asked when they next sign in to an application with this policy.")
    ),
    "ssr.effect.later.lacking": info(_("Missing values: {0}.")),
    # Warnings while a form is edited. They do not prevent saving.
    "ssr.form.warning.required": warning(
        _("Sign-up requires {0} fields. With more than {1}, fewer people finish. Ask for some later.")
    ),
    "ssr.form.warning.purpose": warning(
        _("“{0}” is private. Add a help text that says what you need it for.")
    ),
    "ssr.form.warning.rule": warning(
        _("People choose “{0}” themselves, and a group rule puts them into groups by it.")
    ),
    "ssr.attribute.unknown": error(_("No attribute has the key “{0}”.")),
    "ssr.policy.field.unknown": error(_("The form has no field “{0}”.")),
    "ssr.policy.unknown": error(_("No policy has the name “{0}”.")),
    "ssr.policy.too_many_fields": error(_("A form can have up to {0} fields. Remove some.")),
    "ssr.policy.not_read_write": error(
        _(
            "People can’t edit “{0}”, so the form can’t ask for it. Change its permission, or "
            "remove the field."
        )
    ),
    "ssr.policy.never_asked": error(
        _("The form never asks for “{0}”. Select “at sign-up” or “later”, or remove the field.")
    ),
    "ssr.policy.option.unknown": error(_("“{0}” has no option “{1}”. Use the options of the attribute.")),
    "ssr.policy.option.repeated": error(_("“{0}” offers “{1}” twice. Remove one.")),
    "ssr.policy.option.blank": error(_("An option of “{0}” has no words. Enter some after the colon.")),
    "ssr.policy.condition.email": error(_("The email address is always asked for. Remove its condition.")),
    "ssr.policy.condition.above": error(
        _("“{0}” depends on “{1}”, which isn’t a field above it. Choose a field that comes before it.")
    ),
    "ssr.policy.condition.box": error(
        _("“{0}” depends on whether “{1}” is checked, but that isn’t a yes or no field.")
    ),
    "ssr.policy.condition.list": error(
        _("“{0}” depends on the value of “{1}”, which has no list of options. Use “is filled in”.")
    ),
    "ssr.policy.condition.values": error(_("“{0}” has a condition without values. Enter at least one.")),
    "ssr.policy.condition.value": error(_("“{0}” depends on the value “{2}”, but “{1}” has no such option.")),
    "ssr.policy.password_or_verification": error(
        _("Without email verification, people need a password. Ask for one, or require verification.")
    ),
    "ssr.policy.domains_need_verification": error(
        _("Allowed domains only work with verified email addresses. Require email verification.")
    ),
    "ssr.policy.prevention_needs_verification": error(
        _(
            "User enumeration prevention at sign-up needs verified email addresses. Require email "
            "verification."
        )
    ),
    # Translators: form, error of the empty field
    "ssr.email.required": error(_("Enter your email address.")),
    "ssr.email.domain_not_allowed": error(
        # Translators: sign-up form, error; {0} is a domain
        _("You can’t sign up with an address at {0}. Use your work address, or ask your administrator.")
    ),
}

register(ENTRIES)
