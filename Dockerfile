# Two images from one file: `bot` (the last stage) and `proxy`, which stands in front of it.
# The versions are exact; how to pin the digests as well is in docs/hosting.md.

FROM python:3.13.18-slim-trixie AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock ./
# Only the very files that the lock names, never a build from source.
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes \
       -r requirements.lock
COPY LICENSE LICENSE-CONTENT ./
COPY bot bot
COPY flows flows
COPY content content
COPY nlu_data nlu_data
# Compiled here, since nothing can be written where it runs; and the page for when it does not run.
RUN .venv/bin/python -m compileall -q bot \
    && .venv/bin/python -m bot standby --out /standby


FROM caddy:2.11.4-alpine AS proxy
# A copy has no file capabilities: ports above 1024 need none, and without any it may start bare.
RUN cp /usr/bin/caddy /usr/bin/caddy.bare && mv -f /usr/bin/caddy.bare /usr/bin/caddy \
    && mkdir -p /data /config && chown -R 10002:10002 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
COPY --from=build /standby /standby
USER 10002:10002
EXPOSE 8080 8443
ENTRYPOINT ["caddy"]
CMD ["run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]


FROM python:3.13.18-slim-trixie AS bot
LABEL org.opencontainers.image.title="Make-It-Safe" \
      org.opencontainers.image.description="A bot for young people's safety online" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
RUN groupadd --gid 10001 bot \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
       --shell /usr/sbin/nologin bot \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MAKE_IT_SAFE_HOST=0.0.0.0 \
    MAKE_IT_SAFE_DATA_DIR=/data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
