from collections import Counter
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import expect

from tests.thoroughness import NORMAL
from tests.tools import CHROMIUM, NOT_RUN, REQUIRE_ALL, ROOT, files_that_name, missing_for

pytest_plugins = [
    "tests.memory",
    "tests.sharing",
    "tests.one_database",
    "tests.servers.databases",
    "tests.servers.fixtures",
]

# Parts of the browser that no test looks at: services of its vendor, pages that draw its own buttons in a
# process of their own, and a process held ready for a page that never comes.
UNUSED_FEATURES = (
    *("OptimizationHints", "MediaRouter", "Translate"),
    *("AutofillServerCommunication", "CertificateTransparencyComponentUpdater"),
    *("InitialWebUI", "PreloadTopChromeWebUI", "WebUIHomeButton", "WebUILocationBar", "WebUIOmniboxPopup"),
    *("WebUIReloadButton", "WebUISplitTabsButton", "WebUIToolbar", "SpareRendererForSitePerProcess"),
    # A page behind the address bar of every window, with a process of its own.
    *("AimEnabled", "WebUIOmniboxAimPopup"),
)

# No account, no update check, no crash report, no model download: a test run talks to itself only.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    f"--disable-features={','.join(UNUSED_FEATURES)}",
    "--disable-gpu-rasterization",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--metrics-recording-only",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


hypothesis.settings.load_profile(NORMAL)


LANE_MARKS = ("postgres", "redis", "processes", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a mark that its file does not name: the lane of the mark would not collect the test."""
    files = {mark: {ROOT / file for file in files_that_name(mark)} for mark in LANE_MARKS}
    for item in items:
        for mark in item.iter_markers():
            if mark.name in files and item.path not in files[mark.name]:
                raise pytest.UsageError(f"{item.nodeid}: neither its file nor its conftest names {mark.name}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if missing := missing_for(item):
        (pytest.fail if REQUIRE_ALL else pytest.skip)(NOT_RUN + missing)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        text.split(NOT_RUN, 1)[1] for report in skipped if NOT_RUN in (text := str(report.longrepr[2]))
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"NOT RUN: {count} tests need {reason}", red=True, bold=True)


EXPECT_MILLISECONDS = 60_000
"""How long a page may take to show what a test expects: a machine may test several things at once."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    expect.set_options(timeout=EXPECT_MILLISECONDS)
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CHROMIUM_FLAGS}
