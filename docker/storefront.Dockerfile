# The image of the storefront:
#   docker build --file docker/storefront.Dockerfile --tag paket-a-storefront:TAG .
# Behind a package mirror add: --secret id=pip.conf,src=/etc/pip.conf
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
COPY requirements/storefront.txt requirements/
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    python3 -m venv --without-pip /opt/venv \
    && python3 -m pip --python /opt/venv/bin/python install --quiet \
        --require-hashes --only-binary :all: --requirement requirements/storefront.txt
COPY storefront/ storefront/
COPY docker/entrypoint docker/healthcheck docker/
RUN /opt/venv/bin/python -m compileall -q /app \
    && rm -r requirements \
    && install --directory --owner 10001 --group 10001 var/storefront var/tmp

FROM ${PYTHON_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Paket A storefront" \
      org.opencontainers.image.description="Visitor frontend of the Alfa Beauty Cosmetica website" \
      org.opencontainers.image.licenses="BSD-3-Clause" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/app/var \
    STOREFRONT_BIND=0.0.0.0 \
    STOREFRONT_PORT=3000
RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid app --no-create-home --home-dir /app --shell /usr/sbin/nologin app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 \
    CMD ["docker/healthcheck", "storefront"]
ENTRYPOINT ["docker/entrypoint"]
CMD ["storefront"]
