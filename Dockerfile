# One image for the five services: docker build -t memtrace:local .
# Written with care, but not yet tried on an engine. Needs BuildKit.

FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml mvnw ./
COPY .mvn .mvn
COPY docs/openapi.yaml docs/openapi.yaml
COPY kafka-local kafka-local
COPY testkit testkit
COPY core core
COPY arc-client arc-client
COPY arc-local arc-local
COPY ingest-api ingest-api
COPY inbox-stream inbox-stream
COPY dedup-stream dedup-stream
COPY arc-sink arc-sink
COPY query-api query-api
COPY standalone standalone
COPY client client
COPY benchmarks benchmarks
COPY cli cli
# What was built outside may be of another machine.
RUN rm -rf */target
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:25-jre
COPY --from=build /src/cli/target/memtrace/lib /opt/memtrace/lib
# The flags of ./memtrace, less its class archive: a container starts once, and its disk is not kept.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/memtrace
#!/bin/sh
exec java \
    --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -XX:+UseG1GC -XX:MaxGCPauseMillis=50 \
    -XX:+UnlockDiagnosticVMOptions -XX:-PrintWarnings \
    -Xlog:disable -Xlog:all=error:stderr \
    ${MEMTRACE_JAVA_OPTS:-} \
    -cp '/opt/memtrace/lib/*' dev.memtrace.cli.MemtraceMain "$@"
SCRIPT
# What a service keeps is under data/ of its working directory: ./data/dedup, ./data/memtrace.db.
RUN useradd --uid 10001 --user-group --home-dir /var/lib/memtrace --create-home --shell /usr/sbin/nologin memtrace \
    && install -d -o memtrace -g memtrace /var/lib/memtrace/data
USER memtrace
WORKDIR /var/lib/memtrace
VOLUME /var/lib/memtrace/data
EXPOSE 9100
# With bash alone, because not every base image has curl.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9100 && printf 'GET /ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["memtrace"]
CMD ["--help"]
