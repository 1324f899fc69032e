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
        _("You cannot do this to your own account. Ask another administrator."), status=403
    ),
    "ssr.admin.last": error(
        _("Nobody else could open the administration then. Give somebody else the right first."), status=403
    ),
    "ssr.admin.above": error(
        _("Only somebody with every right may change an administrator's account."), status=403
    ),
    "ssr.admin.roles": error(_("Only somebody with every right may give or take rights."), status=403),
    "ssr.admin.shipped_role": error(
        _("This role comes with the server and can’t be changed. Make a copy and change that."), status=403
    ),
    "ssr.group.unknown": error(
        _("No group has the name “{0}”. Copy the name from the list of groups, or create the group.")
    ),
    "ssr.group.deleted": error(_("A group was deleted meanwhile. Choose the groups again.")),
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
    "ssr.brand.color": error(_("Write the colour as # and six digits from 0 to 9 and a to f, like #0b6657.")),
    "ssr.app.logo.size": error(_("The file has more than {0} KB. Make it smaller.")),
    "ssr.app.logo.type": error(_("This isn’t an SVG, PNG, JPEG, WebP or GIF image. Choose one that is.")),
    "ssr.app.logo.pixels": error(_("The image is larger than {0} × {0} pixels. Make it smaller.")),
    "ssr.app.logo.png": error(_("The image is damaged or incomplete. Export it again.")),
    "ssr.brand.logo.size": error(_("The logo has more than {0} characters. Make it simpler.")),
    "ssr.brand.logo.unreadable": error(
        _("This is not an SVG image. Paste the whole text of an .svg file, or choose an image file.")
    ),
    "ssr.brand.logo.element": error(
        _("The logo holds “{0}”, which is not kept. Export it as plain shapes and paths.")
    ),
    "ssr.brand.logo.attribute": error(
        _("The logo holds “{0}”, which would run or load something. Remove it.")
    ),
}
