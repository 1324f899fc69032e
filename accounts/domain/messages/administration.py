"""Messages for administrators about users, groups and the brand."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.changed_meanwhile": error(
        _(
            "This was changed while you were editing. Check the change in another tab, then save again to "
            "replace it with your entries."
        ),
        status=409,
    ),
    "ssr.admin.yourself": error(
        _("You cannot do this to your own account. Ask another administrator."), status=403
    ),
    "ssr.admin.last": error(
        _("Nobody else could open the administration then. Give somebody else the right first."), status=403
    ),
    "ssr.admin.above": error(
        _("Only somebody with every right may change an administrator's account."), status=403
    ),
    "ssr.admin.roles": error(_("Only somebody with every right may give or take rights."), status=403),
    "ssr.group.unknown": error(
        _("No group has the name “{0}”. Copy the name from the list of groups, or create the group.")
    ),
    "ssr.group.name.blank": error(_("Give the group a name.")),
    "ssr.group.name.long": error(_("The name has more than {0} characters. Shorten it.")),
    "ssr.group.used": error(_("These name the group: {0}. Take it off them first.")),
    "ssr.group.name.taken": error(_("Another group has the name “{0}”. Choose a different one.")),
    "ssr.person.address.taken": error(_("Somebody already has the address {0}.")),
    "ssr.person.address.unknown": error(_("No user has the address {0}.")),
    "ssr.person.status": error(_("This cannot be done while the status is “{0}”."), status=403),
    "ssr.person.authenticator.gone": error(_("The user no longer has this.")),
    "ssr.person.no_password": error(_("They have no password.")),
    "ssr.attribute.unique.duplicates": error(
        _("Several people have the same value: {0}. Change those profiles first.")
    ),
    "ssr.attribute.unique.taken": error(_("Somebody else has this value for “{0}”.")),
    "ssr.attribute.asked": error(
        _("This form asks for it: {0}. Take it off the form before you hide it or make it read-only.")
    ),
    "ssr.attribute.asked.delete": error(_("This form asks for it: {0}. Take it off the form first.")),
    "ssr.attribute.base": error(_("A base attribute cannot be deleted.")),
    "ssr.attribute.fixed": error(_("This cannot be changed any more: profiles already hold values of it.")),
    "ssr.policy.idle_too_short": error(_("Give people at least 5 minutes.")),
    "ssr.policy.default": error(_("The default policy cannot be deleted.")),
    "ssr.policy.domain": error(_("“{0}” is no domain name. Write it like example.com.")),
    "ssr.policy.prevention_meets_forms": error(
        _("These forms let people in without a confirmed address: {0}. Require email verification there.")
    ),
    "ssr.brand.color": error(_("Write the colour as # and six digits from 0 to 9 and a to f, like #0b6657.")),
    "ssr.brand.logo.size": error(_("The logo has more than {0} characters. Make it simpler.")),
    "ssr.brand.logo.unreadable": error(_("This is not an SVG image. Paste the whole text of an .svg file.")),
    "ssr.brand.logo.element": error(
        _("The logo holds “{0}”, which is not kept. Export it as plain shapes and paths.")
    ),
    "ssr.brand.logo.attribute": error(
        _("The logo holds “{0}”, which would run or load something. Remove it.")
    ),
    # What a profile enrollment policy does, said while it is edited.
    "ssr.effect.closed": info(_("No one can sign up by this form: self-service registration is off.")),
    "ssr.effect.serves": info(_("The page /signup shows this form.")),
    "ssr.effect.apps": info(_("Users from these apps see this form: {0}.")),
    "ssr.effect.idle": info(
        _("No page uses this form yet: select “used for the end-user dashboard”, or choose it for an app.")
    ),
    "ssr.effect.verified": info(_("Users verify their address before they have an account.")),
    "ssr.effect.unverified": info(_("Users have access at once and receive a mail to verify the address.")),
    "ssr.effect.strict_apps": warning(
        _("These apps accept verified addresses only, so sign-up there verifies the address first: {0}.")
    ),
    "ssr.effect.password.first": info(_("Users choose a password on the first page.")),
    "ssr.effect.password.later": info(_("Users choose a password on a separate page.")),
    "ssr.effect.password.none": info(_("Users have no password and sign in by an emailed code.")),
    "ssr.effect.allowed": info(_("Only addresses at {0} can sign up.")),
    "ssr.effect.denied": info(_("Addresses at {0} can’t sign up.")),
    "ssr.effect.groups": info(_("New users join {0}.")),
    "ssr.effect.no_groups": info(_("New users join no group.")),
    "ssr.effect.later.asks": info(_("Each sign-in asks for up to {0} missing fields.")),
    "ssr.effect.later.nothing": info(_("Sign-in asks for nothing: select “later” at a field.")),
    "ssr.effect.later.nobody": info(_("Of {0} users who can sign in, none would be asked now.")),
    "ssr.effect.later.asked_one": info(
        _("Of {1} users who can sign in, 1 would be asked at the next sign-in to an app of this policy.")
    ),
    "ssr.effect.later.asked": info(
        _("Of {1} users who can sign in, {0} would be asked at their next sign-in to an app of this policy.")
    ),
    "ssr.effect.later.lacking": info(_("Missing: {0}.")),
}
