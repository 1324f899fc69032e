"""Messages about accounts and what belongs to them."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: error, an activation link of an active account
    "E0000016": error(_("This account is already active."), status=403),
    # Translators: error, an action that the account’s status forbids
    "E0000038": error(_("You can’t do this while the account has its current status."), status=403),
    # Translators: security question set-up, error
    "ssr.security_question.length": error(_("Enter a question with 1 to {0} characters.")),
    # Translators: security question set-up, error
    "ssr.security_question.answer_length": error(_("Enter an answer with {0} to {1} characters.")),
    # Translators: security question set-up, error
    "ssr.security_question.answer_in_question": error(_("Choose an answer that isn’t part of the question.")),
    # Translators: error of a number outside its range
    "ssr.policy.range": error(_("Enter a number from {0} to {1}.")),
    # Translators: sign-up form, error
    "registration.error.invalidLoginEmail": error(_("Enter an email address like name@example.com.")),
    # Translators: sign-up form, error; {0} is the label of the field
    "registration.error.doesNotMatchPattern": error(_("Check “{0}”. It doesn’t have the right format.")),
    # Translators: form, error
    "ssr.email.too_long": error(_("Enter an email address with at most {0} characters.")),
    "ssr.email.apostrophe": error(
        # Translators: form, error; show both apostrophes
        _("The apostrophe in this address is curly (’). Type the straight one (') instead.")
    ),
    "ssr.email.invisible": error(
        # Translators: form, error
        _("This address contains an invisible character. Delete the address and type it again.")
    ),
    "ssr.email.characters": error(
        # Translators: form, error of an email address
        _("Check the part before the @. Use plain letters, numbers and . _ + - only.")
    ),
    # Translators: any page, error
    "ssr.busy": error(_("Lots of people are signing in right now. Wait a few seconds and try again."), 503),
}
