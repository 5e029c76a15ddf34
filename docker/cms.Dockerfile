# The image of the roles web, worker, beat, relay and migrate:
#   docker build --file docker/cms.Dockerfile --tag paket-a-cms:TAG .
# Behind a package mirror add: --secret id=pip.conf,src=/etc/pip.conf
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
COPY requirements/cms.txt requirements/
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    python3 -m venv --without-pip /opt/venv \
    && python3 -m pip --python /opt/venv/bin/python install --quiet \
        --require-hashes --only-binary :all: --requirement requirements/cms.txt
COPY manage.py ./
COPY config/ config/
COPY fanout/ fanout/
COPY cms/ cms/
COPY lead/ lead/
COPY frontend_bridge/ frontend_bridge/
COPY docker/entrypoint docker/healthcheck docker/
# The build environment makes its own secret key; it stays behind in this stage.
RUN export ENVIRONMENT=build VAR_DIR=/build \
    && /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python manage.py messages --compile \
    && /opt/venv/bin/python -m compileall -q /app \
    && rm -r requirements \
    && mkdir var \
    && mv /build/static /build/locale var/ \
    && install --directory --owner 10001 --group 10001 var/beat var/exports var/imports var/ledger \
        var/media var/tmp

FROM ${PYTHON_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Paket A CMS" \
      org.opencontainers.image.description="Headless Wagtail backend of the Alfa Beauty Cosmetica website" \
      org.opencontainers.image.licenses="BSD-3-Clause" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    VAR_DIR=/app/var \
    BIND_ADDRESS=0.0.0.0 \
    PORT=8000
RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid app --no-create-home --home-dir /app --shell /usr/sbin/nologin app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 \
    CMD ["docker/healthcheck", "web"]
ENTRYPOINT ["docker/entrypoint"]
CMD ["web"]
