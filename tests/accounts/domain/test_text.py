"""What is removed from text that was typed or copied: invisible ends, separators of codes, other digits."""

from datetime import UTC, datetime

import pytest

from accounts.credentials import access_code, recovery_codes
from accounts.domain.codes import clean_code, is_code
from accounts.domain.enrollments import AccessCodeDigest
from accounts.domain.text import UnsafeText, clean_text, is_blank, trim
from tests.tables import each

SCRIPTS = {
    "Arabic-Indic": "٤٨٢٩١٣",
    "Persian": "۴۸۲۹۱۳",
    "Devanagari": "४८२९१३",
    "Bengali": "৪৮২৯১৩",
    "Thai": "๔๘๒๙๑๓",
    "Khmer": "៤៨២៩១៣",
    "fullwidth": "４８２９１３",
    "mathematical bold": "𝟒𝟖𝟐𝟗𝟏𝟑",
    "Adlam": "𞥔𞥘𞥒𞥙𞥑𞥓",
    "two scripts": "٤٨٢913",
}
SEPARATED = {
    "no-break space": "482\u00a0913",
    "narrow no-break space": "482\u202f913",
    "ideographic space": "482\u3000913",
    "hyphen": "482\u2010913",
    "no-break hyphen": "482\u2011913",
    "em dash": "482\u2014913",
    "minus sign": "482\u2212913",
    "middle dot": "482\u00b7913",
    "katakana dot": "482\u30fb913",
    "dots": "4.8.2.9.1.3",
    "direction of reading": "\u202d482913\u202c",
    "isolate": "\u2067٤٨٢ ٩١٣\u2069",
    "zero-width space": "482\u200b913",
    "soft hyphen": "482\u00ad913",
    "byte order mark": "\ufeff482913",
    "line end": "482913\r\n",
}


@each("typed", SCRIPTS.values(), ids=SCRIPTS)
def test_code_in_digits_of_any_script_is_read(typed):
    assert clean_code(typed) == "482913"
    assert is_code(typed)


@each("typed", SEPARATED.values(), ids=SEPARATED)
def test_code_with_separators_or_format_characters_is_read(typed):
    assert clean_code(typed) == "482913"
    assert is_code(typed)


@each("typed", ["", "48291", "4829130", "abcdef", "48291x", "482\u060191", "½½½½½½", "四八二九一三"])
def test_text_that_is_not_six_digits_is_no_code(typed):
    assert not is_code(typed)


@each(
    "written",
    [
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda code: code.translate(str.maketrans("0123456789", "०१२३४५६७८९")),
        lambda code: "\u2066" + "\u200b".join(code.lower()) + "\u2069",
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", "\u00a0") + "\n",
    ],
)
def test_recovery_and_access_codes_are_read_in_any_digits(written):
    codes = recovery_codes.generate("enrollment-1")
    found = {recovery_codes.verify(codes.data, "enrollment-1", written(code)) for code in codes.shown}
    assert found == set(codes.data.digests)
    digest = access_code.digest("7KQ2MX9TRB40", "enrollment-1")
    typed = written("7KQ2M-X9TRB-40")
    kept = AccessCodeDigest(digest, datetime(2030, 1, 1, tzinfo=UTC))
    assert access_code.verify(kept, "enrollment-1", typed) == digest


@each(
    ("raw", "trimmed"),
    [
        ("\u200bada", "ada"),
        ("ada\u200b", "ada"),
        ("\ufeff ada \u00a0", "ada"),
        ("\u202dada\u202c", "ada"),
        ("\u2067Ada\u2069", "Ada"),
        ("\u3164Ada\u115f", "Ada"),
        ("\u00adAda\u200e", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("\u0601٣", "\u0601٣"),
        ("\u200b\u2060", ""),
        ("", ""),
    ],
)
def test_invisible_ends_are_trimmed_and_the_rest_stays(raw, trimmed):
    assert trim(raw) == trimmed
    assert clean_text(raw) == trimmed


@each("raw", ["a\u202eb", "a\x1bb", "a\nb", "\ud800", "a\u2028b", "\x00"])
def test_character_that_could_deceive_or_not_be_stored_is_refused(raw):
    with pytest.raises(UnsafeText):
        clean_text(raw)


@each("text", ["\ufe0f", "\u034f", "\u17b4", "\U000e0100", "\u2800 \u3164"])
def test_text_of_characters_that_leave_no_mark_is_blank(text):
    assert is_blank(text)
