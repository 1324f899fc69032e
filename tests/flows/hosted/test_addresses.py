from django.conf import settings
from django.urls import resolve, reverse

from accounts.lifecycle import admin_access, invitations
from flows import addresses


def test_addresses_of_mails_and_redirects_match_the_routes():
    written = {
        "flows:sign_in": addresses.SIGN_IN,
        "flows:sign_up": addresses.SIGN_UP,
        "flows:recover": addresses.RECOVER,
        "flows:sign_out": addresses.SIGN_OUT,
        "dashboard:home": addresses.HOME,
        "admin:index": addresses.ADMINISTRATION,
    }
    assert {name: reverse(name) for name in written} == written


def test_addresses_with_a_token_or_an_id_lead_to_their_pages():
    written = {
        "flows:link": addresses.LINK_PREFIX + "token",
        "flows:transaction": addresses.page_of("id"),
        "flows:state": addresses.state_of("id", 1).partition("?")[0],
        "flows:activate": invitations.LINK_PREFIX + "token",
        "flows:admin_access": admin_access.PATH + "token",
    }
    assert {name: resolve(address).view_name for name, address in written.items()} == {
        name: name for name in written
    }


def test_signed_out_user_is_redirected_to_sign_in():
    assert settings.LOGIN_URL == addresses.SIGN_IN
