import json
import logging
import logging.config
from io import StringIO

import pytest
import structlog

from ssr_project import log_lines
from tests.tables import each

TOKEN = "Zk4Wm8Qx2Lp6Vt0Rc9Yb3Nf7Hd1Jg5TsZk4Wm8Qx2Lp6Vt"


@each(
    ("line", "washed"),
    [
        (f"Not Found: /flow/link/{TOKEN}", "Not Found: /flow/link/…"),
        (f"Forbidden (CSRF): /activate/{TOKEN}", "Forbidden (CSRF): /activate/…"),
        (f"GET /flow/link/{TOKEN}?next=/me HTTP/1.1", "GET /flow/link/…?… HTTP/1.1"),
        ("GET /callback?code=s3cr3t&state=x HTTP/1.1", "GET /callback?… HTTP/1.1"),
        ("what is this? a sentence", "what is this? a sentence"),
        ("/usr/lib/python3.11/site-packages/django/core/handlers/base.py", None),
        ("mail 17 refused", None),
    ],
)
def test_a_line_is_washed_of_tokens_and_query_strings(line, washed):
    assert log_lines.redact(line) == (washed or line)


@pytest.fixture
def written(monkeypatch):
    """Give a function that logs by both libraries and returns what came out."""
    kept = structlog.get_config()

    def write(*, as_json: bool) -> list[str]:
        stream = StringIO()
        monkeypatch.setattr("sys.stderr", stream)
        config = log_lines.configuration("INFO", as_json=as_json)
        handler = logging.StreamHandler(stream)
        formatter = dict(config["formatters"]["line"])
        handler.setFormatter(formatter.pop("()")(**formatter))
        logger = logging.getLogger("ssr_project.test")
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel("INFO")
        logger.warning("refused /flow/link/%s", TOKEN, extra={"attempts": 2})
        structlog.wrap_logger(logger).info("answered", route="flow/link/<str:token>", status=200)
        try:
            raise ValueError(f"http://localhost/flow/link/{TOKEN}")
        except ValueError:
            logger.exception("broke")
        return stream.getvalue().splitlines()

    yield write
    structlog.configure(**kept)


def test_production_writes_one_json_object_a_line(written):
    lines = [json.loads(line) for line in written(as_json=True)]
    assert [line["event"] for line in lines] == ["refused /flow/link/…", "answered", "broke"]
    assert lines[0]["attempts"] == 2
    assert lines[0]["level"] == "warning"
    assert lines[1]["route"] == "flow/link/<str:token>"
    assert "ValueError" in lines[2]["exception"]


def test_an_embedded_server_writes_short_lines(written):
    first, second, third, *trace = written(as_json=False)
    assert first.endswith("WARNING ssr_project.test  refused /flow/link/…  attempts=2")
    assert second.endswith("answered  route=flow/link/<str:token>  status=200")
    assert third.endswith("ERROR ssr_project.test  broke")
    assert trace[-1].endswith("/flow/link/…")


@pytest.mark.parametrize("as_json", [True, False])
def test_no_line_holds_a_token(written, as_json):
    assert TOKEN not in "\n".join(written(as_json=as_json))
