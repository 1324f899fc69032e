"""Messages for administrators about users, groups and the brand."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
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
        _("You can’t do this to your own account. Ask another administrator."), status=403
    ),
    "ssr.admin.last": error(
        _("You’re the last administrator with this access. Make someone else an administrator first."),
        status=403,
    ),
    "ssr.message.not_failed": error(_("Only a message that wasn’t delivered can be sent again.")),
    "ssr.message.test": error(_("A test email isn’t sent twice. Send a new one from the home page.")),
    "ssr.message.over": error(_("Its code and link have expired. The person needs to ask for a new one.")),
    "ssr.admin.above": error(_("Only an owner can change an administrator’s account."), status=403),
    "ssr.admin.roles": error(_("Only an owner can change administrator permissions."), status=403),
    "ssr.admin.shipped_role": error(
        _("This role comes with the server. You can’t change it: make a copy instead."), status=403
    ),
    "ssr.group.unknown": error(
        _("No group has the name “{0}”. Copy the name from the list of groups, or create the group.")
    ),
    "ssr.group.deleted": error(_("Someone deleted a group in the meantime. Choose the groups again.")),
    "ssr.group.name.blank": error(_("Enter a name for the group.")),
    "ssr.group.name.long": error(_("The name is too long. Use at most {0} characters.")),
    "ssr.group.used": error(_("The group is still used by: {0}. Remove it there first.")),
    "ssr.group.name.taken": error(_("Another group has the name “{0}”. Choose a different one.")),
    "ssr.person.address.taken": error(_("The email address {0} is already in use.")),
    "ssr.person.verified.owner": error(
        _("Only an owner can mark an email address as verified without a proof."), status=403
    ),
    "ssr.person.address.unknown": error(_("No user has the email address {0}.")),
    "ssr.person.status": error(_("You can’t do this while the status is “{0}”."), status=403),
    "ssr.person.authenticator.gone": error(_("The user no longer has this authenticator.")),
    "ssr.person.no_password": error(_("The user doesn’t have a password.")),
    "ssr.attribute.unique.duplicates": error(
        _("Several people have the same value: {0}. Change their profiles first.")
    ),
    "ssr.attribute.unique.taken": error(_("Someone else already has this value for “{0}”.")),
    "ssr.attribute.asked": error(
        _("A sign-up form asks for it: {0}. Remove it there before you hide it or make it read-only.")
    ),
    "ssr.attribute.asked.delete": error(_("A sign-up form asks for it: {0}. Remove it there first.")),
    "ssr.attribute.base": error(_("You can’t delete a base attribute.")),
    "ssr.attribute.fixed": error(_("You can’t change this because profiles already have values for it.")),
    "ssr.brand.color": error(_("Enter a hex color like #0b6657.")),
    "ssr.app.logo.size": error(_("The file is too large. Use at most {0} KB.")),
    "ssr.app.logo.type": error(_("This isn’t an SVG, PNG, JPEG, WebP or GIF image. Choose one that is.")),
    "ssr.app.logo.pixels": error(_("The image is too large. Use at most {0} × {0} pixels.")),
    "ssr.app.logo.png": error(_("The image is damaged or incomplete. Export it again.")),
    "ssr.brand.logo.size": error(_("The logo is too large. Use at most {0} characters of SVG.")),
    "ssr.brand.logo.unreadable": error(
        _("This isn’t an SVG image. Paste the complete text of an .svg file, or choose an image file.")
    ),
    "ssr.brand.logo.element": error(
        _("The logo contains “{0}”, which isn’t supported. Export it as plain shapes and paths.")
    ),
    "ssr.brand.logo.attribute": error(
        _("The logo contains “{0}”, which could run code or load files. Remove it.")
    ),
    "ssr.bulk_action.many": error(_("Choose up to {0} people at a time.")),
    "ssr.bulk_action.forbidden": error(_("The administrator who started this no longer has the permission.")),
    "ssr.bulk_action.fault": error(_("Something went wrong on the server. Try again for this person alone.")),
    "ssr.saved_view.name": error(_("Enter a name with at most {0} characters.")),
    "ssr.saved_view.filter": error(_("Choose a filter first, then save the view.")),
    "ssr.saved_view.many": error(_("You have {0} saved views. Delete one first.")),
}
