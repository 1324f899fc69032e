"""Messages about imports of people."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: import of people, error
    "ssr.import.size": error(_("The file is too large. Use at most {0} MB."), status=413),
    "ssr.import.empty": error(
        # Translators: import of people, error
        _("The file has no lines below its headings. Add the people and upload it again.")
    ),
    # Translators: import of people, error
    "ssr.import.lines": error(_("The file has too many lines. Use at most {0} in one file.")),
    "ssr.import.encoding": error(
        # Translators: import of people, error
        _("The file isn’t in this encoding. Save it as UTF-8, or choose the encoding it has.")
    ),
    "ssr.import.quotes": error(
        # Translators: import of people, error
        _("The file isn’t a CSV table near line {0}: a quotation mark is wrong or a cell is too long.")
    ),
    # Translators: import of people, error
    "ssr.import.columns.many": error(_("The file has too many columns. Use at most {0}.")),
    # Translators: import of people, error
    "ssr.import.columns": error(_("The line has {0} cells, but there are {1} columns.")),
    # Translators: import of people, error
    "ssr.import.characters": error(_("The cell has characters that can’t be stored.")),
    "ssr.import.role": error(
        # Translators: import of people, error
        _("An import can’t give roles. Remove the column “{0}”, and give roles on the page of a person.")
    ),
    # Translators: import of people, error
    "ssr.import.stored": error(_("There are {0} imports already. Wait until older ones are deleted.")),
    # Translators: import of people, error
    "ssr.import.mapping": error(_("The columns have changed. Choose again what each column is for.")),
    # Translators: import of people, error
    "ssr.import.mapping.repeated": error(_("Another column is for the same. Choose one of them.")),
    # Translators: import of people, error
    "ssr.import.mapping.email": error(_("Choose the column with the email addresses.")),
    "ssr.import.verified.owner": error(
        # Translators: import of people, error
        _("Only an owner can import addresses as verified. Ignore the column, or ask an owner."),
        status=403,
    ),
    "ssr.import.password_hash.owner": error(
        # Translators: import of people, error
        _("Only an owner can import password hashes. Ignore the column, or ask an owner."),
        status=403,
    ),
    "ssr.import.password_hash.confirm": error(
        # Translators: import of people, error
        _("Confirm that these people chose the passwords behind the hashes, or ignore the column.")
    ),
    "ssr.import.permission": error(
        # Translators: import of people, error
        _("You can’t add or change people and their groups in this way. Ask an administrator who can."),
        status=403,
    ),
    "ssr.import.owner": error(
        # Translators: import of people, error
        _("Only an owner can go on: the file has verified addresses or password hashes."),
        status=403,
    ),
    "ssr.import.verified.confirm": error(
        # Translators: import of people, error
        _("Confirm that someone has verified these addresses, or ignore the column.")
    ),
    # Translators: import of people, error
    "ssr.import.groups": error(_("The cell names too many groups. Use at most {0}.")),
    # Translators: import of people, error
    "ssr.import.hash": error(_("This isn’t a bcrypt, PBKDF2, scrypt, Argon2 or SSHA hash.")),
    # Translators: import of people, error
    "ssr.import.hash.cost": error(_("Checking this hash would cost the server too much.")),
    "ssr.import.hash.kinds": error(
        # Translators: import of people, error
        _("There are already {0} kinds of hashes in use. Import people with this one without a password.")
    ),
    "ssr.import.hash.seconds": error(
        # Translators: import of people, error
        _("With this kind of hash, every sign-in with a password would take more than {0} seconds.")
    ),
    # Translators: import of people, error
    "ssr.import.flag": error(_("Enter yes or no.")),
    "ssr.import.unverified": error(
        # Translators: import of people, error
        _("Someone signed up with this address and hasn’t verified it. Their account isn’t updated.")
    ),
    # Translators: import of people, error
    "ssr.import.repeated": error(_("An earlier line has the same email address.")),
    # Translators: import of people, error
    "ssr.import.repeated.value": error(_("An earlier line has the same value for “{0}”.")),
    # Translators: import of people, error
    "ssr.import.phase": error(_("You can’t do this now: the import has moved on. Look at it again.")),
    # Translators: import of people, error
    "ssr.import.gone": error(_("The file of this import was deleted. Upload it again.")),
}
