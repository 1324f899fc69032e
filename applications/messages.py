"""Messages about applications and their sign-up, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.recipe.required": error(_("Choose one.")),
    "ssr.recipe.unreachable": error(
        _("The rule “{0}” of this policy already decides for everyone. Change that rule.")
    ),
    "ssr.app.label.blank": error(_("Give the app a name.")),
    "ssr.app.built_in": error(
        _("The dashboard and the administration are built in and open to every user. This can’t be changed.")
    ),
    "ssr.app.address": error(_("“{0}” isn’t a URL. Write it like https://app.example.com/start.")),
    "ssr.app.address.long": error(_("The address has more than {0} characters. Shorten it.")),
    "ssr.app.address.insecure": error(_("“{0}” isn’t encrypted. Use https; http is for localhost only.")),
    "ssr.app.address.user": error(_("“{0}” has a user name. Remove the part before the @.")),
    "ssr.app.address.fragment": error(_("“{0}” has a fragment. Remove the part from the #.")),
    "ssr.app.logo.none": error(_("Choose an image file: SVG, PNG, JPEG, WebP or GIF.")),
    "ssr.app.unknown": error(_("No app has the client id or name “{0}”.")),
    "ssr.app.several": error(_("Several apps have the name “{0}”. Use a client id: {1}.")),
    # What the settings of an app come to, said on its page.
    "ssr.app.nobody": warning(_("Not assigned to anyone yet. Assign everyone, a group or users.")),
    "ssr.app.off": warning(_("Inactive: no one can use it.")),
    "ssr.app.sign_up.open": info(_("Users from this app can sign up by “{0}”.")),
    "ssr.app.sign_up.closed": info(_("Sign-up from this app is off: “{0}” doesn’t allow it.")),
    "ssr.app.sign_up.never": warning(
        _(
            "Sign-up can never show here: “{0}” allows it, but the groups that new people join do not let "
            "them into the app. Let everybody in, or one of those groups."
        )
    ),
    "ssr.app.newcomers_only": warning(
        _(
            "Users who already have an account cannot join. “{0}” lets them with the switch “users with an "
            "account join, too”."
        )
    ),
    "ssr.app.confirm_first": info(
        _("“{0}” lets people in at once; this app has them confirm their address before they get to it.")
    ),
}

register(ENTRIES)
