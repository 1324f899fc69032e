"""Where Django's messages wait for the next page: a signed cookie, under our names for cookies."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class NoticeStorage(CookieStorage):
    """The administration and a user's own page leave messages; they carry no secret and need no row."""

    cookie_name = settings.MESSAGES_COOKIE_NAME
