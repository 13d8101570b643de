# syntax=docker/dockerfile:1
# Kotae as an image: the locked packages, the program, and nobody's data. How to run it: docs/operations.md

FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /requirements.lock
# The hashes hold wherever the packages come from.
RUN python -m venv /opt/kotae \
    && /opt/kotae/bin/pip install --require-hashes -r /requirements.lock

FROM python:3.11-slim
# pg_dump and pg_restore, for the backup of a community on PostgreSQL. It is as new as the image: no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 kotae \
    && useradd --uid 10001 --gid kotae --no-create-home --home-dir /data --shell /usr/sbin/nologin kotae \
    && install --directory --owner=kotae --group=kotae --mode=0700 /data
COPY --from=packages /opt/kotae /opt/kotae
COPY run.py /app/run.py
COPY forum /app/forum
COPY templates /app/templates
COPY static /app/static
# The account that serves may not write here: what can be compiled is compiled now.
RUN /opt/kotae/bin/python -m compileall -q /app

ENV PATH=/opt/kotae/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:///data/kotae.db \
    MAIL_FOLDER=/data/mail \
    HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
# By number, so that an orchestrator can tell that it is not root.
USER 10001:10001
# The database, the signing key in var/, and an .env file if there is one.
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "/app/run.py"]
CMD ["serve"]
