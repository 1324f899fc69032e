"""Libraries for rare work are loaded where that work is done, not by every process."""

import json
import subprocess
import sys

from tests.lint import ROOT
from tests.servers import templates

RARE = ["PIL", "babel", "coloraide", "pydantic", "webauthn"]
SIGN_UP = f"""
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.services import delivery
from tests.actors import mails_to, newest_code, sign_up_policy
from tests.visitor import Visitor
sign_up_policy()
visitor, address = Visitor(), "ada@example.com"
names = {{"userProfile__firstName": "Ada", "userProfile__lastName": "Okafor"}}
Visitor().get("/signin")
visitor.post("enroll-profile", "/signup", userProfile__email=address, **names)
delivery.deliver(mails_to(address)[-1].pk)
visitor.post("enroll-authenticator", credentials__passcode=newest_code(address))
visitor.post("enroll-authenticator", credentials__passcode="violet lantern over quiet gravel")
page = visitor.get()
loaded = [name for name in {RARE} if name in sys.modules]
print(json.dumps([page.status_code, address in page.content.decode(), loaded]))
"""


def test_password_sign_up_and_its_mail_load_no_rare_library():
    done = subprocess.run(
        (sys.executable, "-c", SIGN_UP),
        cwd=ROOT,
        env=templates.bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [200, True, []]
