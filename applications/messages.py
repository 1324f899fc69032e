"""Messages about applications and their sign-up, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.recipe.required": error(_("Choose one.")),
    "ssr.recipe.unreachable": error(
        _("The rule “{0}” of this policy comes first and decides for these people. Change that rule.")
    ),
    "ssr.recipe.denies": error(
        _("The rule “{0}” denies access, and this recipe would allow it. Change that rule instead.")
    ),
    "ssr.recipe.other_rules": error(
        _("“{0}” has other rules, which this recipe would replace. Change that policy instead.")
    ),
    "ssr.recipe.has_domains": error(
        _("“{0}” already allows other domains: {1}. Include them here, or edit the form.")
    ),
    "ssr.app.label.blank": error(_("Enter a name for the application.")),
    "ssr.app.built_in": error(
        _("The dashboard and the administration are built in. This setting can’t be changed.")
    ),
    "ssr.app.address": error(_("“{0}” isn’t a URL. Enter one like https://app.example.com/start.")),
    "ssr.app.address.long": error(_("The URL is too long. Use at most {0} characters.")),
    "ssr.app.address.insecure": error(_("“{0}” isn’t encrypted. Use https; http is for localhost only.")),
    "ssr.app.address.user": error(_("“{0}” has a username. Remove everything before the @.")),
    "ssr.app.address.fragment": error(_("“{0}” has a fragment. Remove the # and everything after it.")),
    "ssr.app.logo.none": error(_("Choose an image file: SVG, PNG, JPEG, WebP or GIF.")),
    "ssr.app.unknown": error(_("No application has the client ID or name “{0}”.")),
    "ssr.app.several": error(_("Several applications have the name “{0}”. Use a client ID: {1}.")),
    # What the settings of an app come to, said on its page.
    "ssr.app.nobody": warning(_("Not assigned to anyone yet. Assign everyone, a group or people.")),
    "ssr.app.off": warning(_("Inactive: no one can use it.")),
    "ssr.app.sign_up.open": info(_("People who come from this application can sign up with “{0}”.")),
    "ssr.app.sign_up.closed": info(_("Sign-up from this application is off in “{0}”.")),
    "ssr.app.sign_up.never": warning(
        _(
            "“{0}” allows sign-up, but new users couldn’t use this application. Assign "
            "everyone, or a group that new users join."
        )
    ),
    "ssr.app.newcomers_only": warning(
        _(
            "People who already have an account can’t join. To let them, turn on “{0}” › "
            "“existing users can join”."
        )
    ),
    "ssr.app.confirm_first": info(
        _(
            "“{0}” doesn’t require verified emails, but this application does. People verify "
            "before they open it."
        )
    ),
}

register(ENTRIES)
