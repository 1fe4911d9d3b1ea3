# The app is built with Node; the image that runs has no Node and no compiler.
FROM node:20-bookworm-slim AS app
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY pwa ./
RUN npm run build

FROM python:3.11-slim-bookworm AS python
RUN python -m venv /opt/onevisit
COPY requirements.lock /tmp/requirements.lock
RUN /opt/onevisit/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /tmp/requirements.lock
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY server server
COPY dispatch dispatch
COPY checklists checklists
COPY --from=app /src/server/static/pwa server/static/pwa
RUN /opt/onevisit/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/onevisit --create-home onevisit
COPY --from=python /opt/onevisit /opt/onevisit
ENV PATH=/opt/onevisit/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/lib/onevisit/numba \
    ONEVISIT_DATA_DIR=/var/lib/onevisit/data \
    ONEVISIT_HOST=0.0.0.0 \
    ONEVISIT_PORT=8765
USER onevisit
WORKDIR /var/lib/onevisit
# A new volume takes over the owner of the folder that the image has in its place; without one it would be root's.
# The planner's compiled code belongs to the processor it runs on, so a first start may compile it again, into its volume.
RUN mkdir data && python -c 'import dispatch; dispatch.warm_up()'
VOLUME ["/var/lib/onevisit/data", "/var/lib/onevisit/numba"]
EXPOSE 8765
HEALTHCHECK --interval=15s --timeout=4s --start-period=30s \
  CMD ["onevisit", "ready", "--quiet"]
# gunicorn stops gracefully on TERM; the worker service overrides this with SIGINT.
STOPSIGNAL SIGTERM
CMD ["onevisit", "serve"]
