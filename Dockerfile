# Two stages: the first has what the installation needs, the second only what the server needs.
FROM python:3.13.12-slim-trixie@sha256:f1927c75e81efd1e091dbd64b6c0ecaa5630b38635a3d1c04034ac636e1f94c8 AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1

RUN python -m venv /opt/venv
COPY requirements/runtime.txt /tmp/runtime.txt
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: --requirement /tmp/runtime.txt

WORKDIR /app
COPY . .
# collectstatic reads the settings, which require secrets in production: these exist in this command only.
RUN MODE=production PUBLIC_URL=https://build.invalid SECRET_KEY=build CHALLENGE_KEYS=build:build ENCRYPTION_KEYS=build:build EVENT_SEAL_KEYS=build:build TRUSTED_PROXIES=none \
    /opt/venv/bin/python manage.py collectstatic --noinput --skip-checks \
    && /opt/venv/bin/python -m compileall -q -j 0 /app /opt/venv

FROM python:3.13.12-slim-trixie@sha256:f1927c75e81efd1e091dbd64b6c0ecaa5630b38635a3d1c04034ac636e1f94c8

# A hash takes 19 MiB. Large blocks are returned to the system when they are freed. Huge pages make their allocation
# cheap; without them it costs half as much as the hash. Small blocks use two arenas, not one per thread.
ENV GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1:glibc.malloc.arena_max=2 \
    MODE=production \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

RUN groupadd --system --gid 10001 ssr \
    && useradd --system --uid 10001 --gid ssr --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ssr

COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app

WORKDIR /app
USER 10001:10001
EXPOSE 8000

# The check of the web process. docker-compose.yml has the checks of the other processes.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8000/healthz', timeout=2)"]

# gunicorn.conf.py has the other settings; WEB_CONCURRENCY sets the number of processes.
CMD ["gunicorn", "ssr_project.wsgi", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
