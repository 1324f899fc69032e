"""Libraries for rare work are loaded where that work is done, not by every process."""

import json
import subprocess
import sys

from tests.lint import ROOT
from tests.servers import templates

RARE = ["PIL", "babel", "coloraide", "defusedxml", "pydantic", "urllib3", "webauthn"]
SIGN_UP = f"""
import json, os, shutil, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
if len(sys.argv) > 1:
    shutil.copyfile(sys.argv[1], settings.DATABASES["default"]["NAME"])
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.core.management import call_command
if len(sys.argv) == 1:
    call_command("migrate", verbosity=0)
from accounts.messaging import delivery
from tests.actors import mails_to, newest_code, sign_up_policy
from tests.journeys.admin_actions import ask_base
from tests.visitor import Visitor
sign_up_policy()
ask_base("countryCode", "preferredLanguage", "timezone")
visitor, address = Visitor(), "ada@example.com"
names = {{"userProfile__firstName": "Ada", "userProfile__lastName": "Okafor"}}
names["userProfile__timezone"] = "Asia/Calcutta"
Visitor().get("/signin")
visitor.post("enroll-profile", "/signup", userProfile__email=address, **names)
delivery.deliver(mails_to(address)[-1].pk)
visitor.post("enroll-authenticator", credentials__passcode=newest_code(address))
visitor.post("enroll-authenticator", credentials__passcode="violet lantern over quiet gravel")
page = visitor.get()
loaded = [name for name in {RARE} if name in sys.modules]
print(json.dumps([page.status_code, address in page.content.decode(), loaded]))
"""


WORKER = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from ssr_project.celery import app
app.loader.import_default_modules()
pages = ["ssr_project.urls", "flows.hosted.views", "dashboard.views", "oidc.views.authorize"]
print(json.dumps(["accounts.deliver" in app.tasks, [name for name in pages if name in sys.modules]]))
"""


def printed_by(code: str, *arguments: str) -> list[object]:
    """Run code in a process of its own; return the JSON of its last line."""
    environment = templates.bare_environment()
    command = (sys.executable, "-c", code, *arguments)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_password_sign_up_and_its_mail_load_no_rare_library():
    template = templates.sqlite(templates.MIGRATED)
    database = [str(template / "db.sqlite3")] if template else []
    assert printed_by(SIGN_UP, *database) == [200, True, []]


def test_worker_loads_its_tasks_and_no_page():
    assert printed_by(WORKER) == [True, []]
