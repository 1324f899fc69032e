"""Refusing an edit of a row that has changed since the form was shown."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.domain.violations import Violation
from accounts.versions import CHANGED_MEANWHILE
from administration.texts import say

SEEN: Final = "row_version"
"""The hidden field of a change form: the version that the form shows."""


def checked(form: type[Any], request: HttpRequest, current: str) -> type[Any]:
    """Return the form class with an error of the whole form while it shows an older version than ``current``.

    What was typed stays. The page with the error carries the newer version, so saving again replaces it.
    """

    class VersionCheckedForm(form):  # type: ignore[misc] # the base class is made for each request
        def _post_clean(self) -> None:
            if request.POST.get(SEEN, "") != current:
                self.add_error(None, ValidationError(say(Violation("", CHANGED_MEANWHILE))))
            super()._post_clean()

    return VersionCheckedForm
