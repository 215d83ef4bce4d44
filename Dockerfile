# syntax=docker/dockerfile:1
# One program with everything in it, on a system that has little else. Build: docker build -t skillet .

FROM node:20-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM rust:1-bookworm AS server
WORKDIR /src
COPY . .
COPY --from=web /src/frontend/dist frontend/dist
# What was compiled stays in the cache of the builder; the program is taken out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package skillet \
    && cp target/release/skillet /usr/local/bin/skillet

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin skillet \
    && install --directory --owner=skillet --group=skillet --mode=0700 /data
COPY --from=server /usr/local/bin/skillet /usr/local/bin/skillet
# By number, so that an orchestrator can see that it is not root.
USER 10001
WORKDIR /data
# Two heaps instead of one a thread: what uploads took is given back.
ENV MALLOC_ARENA_MAX=2 \
    SKILLET_BIND=0.0.0.0:3001 \
    SKILLET_DATA_DIR=/data
VOLUME /data
EXPOSE 3001
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["skillet", "healthcheck"]
# SIGTERM lets requests in flight end: and a mail that is being sent, too: give it 75 seconds (docker stop --time 75).
STOPSIGNAL SIGTERM
ENTRYPOINT ["skillet"]
CMD ["serve"]
