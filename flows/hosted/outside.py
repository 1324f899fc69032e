"""Ways from here to an app: only to addresses that were registered, whatever their scheme."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpResponseRedirect


class OutsideRedirect(HttpResponseRedirect):
    """A redirect to an address that was registered: Django itself would refuse an app's own scheme."""

    def __init__(self, url: str) -> None:
        self.allowed_schemes = [urlsplit(url).scheme]
        super().__init__(url)


def with_query(url: str, **parameters: str) -> str:
    """Return the address with further parameters; what is in it stays."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))
