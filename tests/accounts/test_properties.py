"""Properties of every value that can be chosen, typed or sent, by generated examples."""

import json

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.attributes import AttributeType
from accounts.domain.budgets import Limit, Limits
from accounts.domain.codes import (
    Sending,
    clean_code,
    derive_code,
    derive_link_token,
    link_matches,
    parse_link_token,
)
from accounts.domain.colors import dark_theme, is_color, light_theme, stylesheet
from accounts.domain.guessable import is_common
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.messages import CATALOGUE
from accounts.domain.passwords import normalise_password
from tests.accounts.domain.test_budgets import at, spend
from tests.accounts.domain.test_codes import RING
from tests.accounts.domain.test_colors import DARK, LIGHT, VALUE, assert_readable
from tests.accounts.domain.test_passwords import codes
from tests.accounts.domain.test_values import SIZES, attribute, check


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from("abc")), max_size=60),
    st.integers(1, 6),
    st.integers(6, 12),
    st.integers(1, 3000),
)
def test_no_sliding_period_ever_passes_more_than_the_limit(uses, short, long, seconds):
    limits = Limits(Limit(short, seconds, short // 4), Limit(long, seconds * 3, long // 4))
    allowed = [use.at for use in spend(limits, [at(*use) for use in sorted(uses)])]

    for limit in (limits.short, limits.long):
        for start in allowed:
            assert sum(start <= now < start + limit.microseconds for now in allowed) <= limit.count


SENDINGS = st.builds(
    Sending,
    public_id=st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    purpose=st.text(max_size=20).filter(str.isprintable),
    address=st.text(max_size=40).filter(str.isprintable),
    key_id=st.just("new"),
    serial=st.integers(0, 10**9),
)


@given(SENDINGS)
def test_codes_and_links_are_the_same_whenever_they_are_derived(sending):
    assert derive_code(RING, sending) == derive_code(RING, sending)
    assert link_matches(RING, sending, parse_link_token(derive_link_token(RING, sending)))


@given(st.text(alphabet="0123456789 -.０９\u2009"))
def test_cleaning_leaves_digits_only_and_twice_is_once(typed):
    cleaned = clean_code(typed)

    assert cleaned == "" or cleaned.isdecimal()
    assert clean_code(cleaned) == cleaned


COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLORS, COLORS)
def test_every_choice_of_colours_can_be_read_in_the_light(color, accent):
    assert_readable(light_theme(color, accent), LIGHT, "#f5f3ee", "#515e59")


@given(COLORS, COLORS)
def test_every_choice_of_colours_can_be_read_in_the_dark(color, accent):
    assert_readable(dark_theme(color, accent), DARK, "#0c1110", "#a7b4ae")


@given(COLORS, COLORS)
def test_a_style_sheet_is_small_and_names_colours_only(color, accent):
    sheet = stylesheet(color, accent)

    assert len(sheet) <= 1024
    assert all(is_color(value) for value in VALUE.findall(sheet))
    assert VALUE.sub("", sheet).count("--") == 0


@given(st.text(max_size=40) | st.emails())
def test_normalising_twice_changes_nothing(typed):
    try:
        address = parse_email(typed)
    except InvalidEmail:
        return

    assert parse_email(address.normal).normal == address.normal
    assert parse_email(address.display).normal == address.normal
    assert address.normal.isascii()
    assert address.normal.endswith("@" + address.domain)


@given(st.text(max_size=300))
def test_no_password_raises_and_normalising_twice_changes_nothing(password):
    assert all(code in CATALOGUE for code in codes(password))
    assert normalise_password(normalise_password(password)) == normalise_password(password)


@given(st.text(min_size=1, max_size=20))
def test_more_of_a_repeated_password_is_no_better_than_less(unit):
    assert is_common(unit * 30) or not is_common(unit * 3)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.characters(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=6,
)


DATES = st.dictionaries(st.sampled_from(["year", "month", "day"]), JSON_LIKE)


DIGITS = st.text(alphabet="0123456789-., +s", max_size=20)


ANY_ATTRIBUTE = st.sampled_from(
    [attribute(kind, options=SIZES if "choice" in kind else ()) for kind in AttributeType]
)


@given(ANY_ATTRIBUTE, JSON_LIKE | DATES | DIGITS, st.booleans())
def test_json_values_never_raise_and_stored_values_can_be_stored_again(kind, raw, required):
    checked = check(kind, raw, required=required)

    assert all(violation.code in CATALOGUE for violation in checked.violations)
    stored = json.loads(json.dumps(checked.value))
    if stored is not None:
        again = check(kind, stored, required=required)
        assert (again.value, again.violations) == (checked.value, ())
