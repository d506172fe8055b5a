# docker build --tag ecs-task-tracker .
#
# Release builds give both images by digest, and what the labels tell:
#   --build-arg BUILD_IMAGE=...@sha256:... --build-arg BASE_IMAGE=...@sha256:...
#   --build-arg VERSION=... --build-arg REVISION=$(git rev-parse HEAD)
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-25
# The C library, certificates of authorities and a user 65532; no shell, no package manager.
ARG BASE_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
# The pom's project.build.outputTimestamp.
ARG SOURCE_DATE_EPOCH=1795219200
WORKDIR /src
COPY . .
# A build that is there is taken as it is; .dockerignore keeps it out, .ci/image lets it in.
RUN [ -e target/ecs-task-tracker.jar ] \
    || mvn -B -ntp -DskipTests -Djacoco.skip -Daot.skip package
RUN "$JAVA_HOME/bin/jlink" \
      --add-modules "$(grep -v '^#' src/image/modules.txt | paste -sd, -)" \
      --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 \
      --output /opt/ecs-task-tracker/java
# One call of each of these clients is used; a third of the libraries is the rest of them.
RUN cp -R target/ecs-task-tracker.jar target/lib src/image/java.options /opt/ecs-task-tracker/ \
    && "$JAVA_HOME/bin/java" src/build/TrimClient.java \
         /opt/ecs-task-tracker/lib/ec2-*.jar describeInstances \
    && "$JAVA_HOME/bin/java" src/build/TrimClient.java \
         /opt/ecs-task-tracker/lib/ssm-*.jar describeInstanceInformation
# The cache knows the jars by their times too, so these are set before it is made, and never after.
RUN find /opt/ecs-task-tracker -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
# A run against the simulated account, on this machine alone: needs no network and no AWS.
RUN "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
      -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
      io.github.ecstasktracker.rig.AotTraining \
      /opt/ecs-task-tracker/java /opt/ecs-task-tracker/ecs-task-tracker.jar \
    && rm /opt/ecs-task-tracker/aot-training.log

FROM ${BASE_IMAGE}
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ecs-task-tracker" \
      org.opencontainers.image.description="Keeps Traefik's DynamoDB table true to what Amazon ECS is running." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# From what changes least to what changes most.
COPY --from=build /opt/ecs-task-tracker/java /opt/ecs-task-tracker/java
COPY --from=build /opt/ecs-task-tracker/lib /opt/ecs-task-tracker/lib
COPY --from=build /opt/ecs-task-tracker/java.options /opt/ecs-task-tracker/ecs-task-tracker.jar /opt/ecs-task-tracker/
COPY --from=build /opt/ecs-task-tracker/ecs-task-tracker.aot /opt/ecs-task-tracker/
USER 65532:65532
EXPOSE 8080
# Asks the port that PORT names; where --port names another, give the check that flag too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/opt/ecs-task-tracker/java/bin/java", "@/opt/ecs-task-tracker/java.options", "health"]
ENTRYPOINT ["/opt/ecs-task-tracker/java/bin/java", "@/opt/ecs-task-tracker/java.options"]
CMD ["run"]
