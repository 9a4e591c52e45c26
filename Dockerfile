# Porchlight in one image: the bot, with a redis-server of its own, as a user without rights.
#   docker build -t porchlight .
#   docker run -d --init --restart unless-stopped -v porchlight:/data \
#     -e PORCHLIGHT_TELEGRAM_TOKEN porchlight
# `make prove-container` carries out this very file where there is no engine, and knows only
# the instructions that stand here (scripts/container).

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/porchlight ./cmd/porchlight

FROM debian:bookworm-slim
RUN apt-get update \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates redis-server \
	&& rm -rf /var/lib/apt/lists/*
# A number of its own, so that files on a mounted folder can be given to it: chown 10001.
RUN groupadd --gid 10001 porchlight \
	&& useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin porchlight \
	&& install -d -m 0700 -o porchlight -g porchlight /data
COPY --from=build /out/porchlight /usr/local/bin/porchlight
ENV PORCHLIGHT_DATA_DIR=/data PORCHLIGHT_LISTEN=0.0.0.0:8080
USER porchlight
WORKDIR /data
# Everything that is kept: the key ring, and the log of redis-server.
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["porchlight", "health"]
ENTRYPOINT ["porchlight"]
CMD ["serve"]
