"""What gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from benchmarks.peers.queue import app as _app  # noqa: F401 - the web process publishes by it

application = get_wsgi_application()
