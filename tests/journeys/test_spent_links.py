"""A challenge that ended by wrong codes is over for its link, also on a page that was open before."""

from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, fill_in, press


def test_a_link_page_left_open_proves_nothing_after_five_wrong_codes(here: HostedDriver):
    fill_in(here)
    waiting, right = here.url, newest(ADA).code
    here.open(newest(ADA).link)
    link_page, link_url = here.page, here.url
    here.open(waiting)
    for number in range(5):
        here.submit_code(f"{(int(right) + 1 + number) % 1_000_000:06d}")
    here.page, here.url = link_page, link_url
    press(here)
    assert here.message_keys == ["ssr.code.spent"]
    here.open(waiting)
    assert here.step == "enroll-email"
