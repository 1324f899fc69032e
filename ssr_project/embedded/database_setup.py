"""Bring the database up to date at each start, without paying for it when nothing is new."""

from django.core.management import CommandError, call_command

from ssr_project.database_version import OTHER_VERSION, is_other_version, on_disk, recorded


def migrate() -> bool:
    """Apply what is pending; return whether the database was new.

    File names are held against rows: building Django's migration graph to learn that nothing is pending
    costs more than the rest of a start. Raises CommandError when another version made the database.
    """
    names = recorded()
    if is_other_version(names):
        raise CommandError(OTHER_VERSION)
    if on_disk() - names:
        call_command("migrate", interactive=False, verbosity=0)
    return not names
