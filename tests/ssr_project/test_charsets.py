"""Charsets that requests name: none is looked up outside the closed list."""

import encodings

from ssr_project.charsets import UNREADABLE, with_known_charset
from tests.tables import each


def content_type(named: str) -> str:
    return with_known_charset(lambda environ: environ["CONTENT_TYPE"])({"CONTENT_TYPE": named})


def test_invented_charsets_leave_nothing_in_memory():
    before = len(encodings._cache)
    for number in range(500):
        assert content_type(f"text/plain; charset=invented-{number}") == UNREADABLE
    assert len(encodings._cache) == before


@each("charset", ["idna", "unicode_escape", "iso2022_jp", "utf-7", "utf-16", "rot13"])
def test_codec_that_is_no_charset_of_forms_is_refused(charset: str):
    assert content_type(f"text/plain; charset={charset}") == UNREADABLE


@each("charset", ["UTF-8", "utf8", "us-ascii", "ISO-8859-1", "latin1", "windows-1252"])
def test_charset_that_clients_send_is_read(charset: str):
    assert content_type(f"text/plain; charset={charset}") == "text/plain"
