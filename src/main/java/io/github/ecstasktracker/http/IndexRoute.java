package io.github.ecstasktracker.http;

/** {@code /}: the list of routes. */
final class IndexRoute {
  private static final String TEXT =
      """
      ecs-task-tracker

      GET  /livez /readyz /healthz    probes; ?verbose, ?exclude=<check>, /<probe>/<check>
      GET  /leaderz                   200 on the leader alone
      GET  /health                    Healthy
      GET  /metrics                   for Prometheus
      GET  /diff                      what differs between ECS and the table; ?verbose
      GET  /diff/<service>            of one service or backend
      GET  /changes                   the last writes; ?backend=<name>, ?limit=<1 to 1000>
      POST /sync                      a pass now; ?force=true also makes removals that guards hold back
      POST /sync/<service>            reconcile one service or backend now
      GET  /query/container_id/<id>   the task of a container; /_all, /urls, /<link>
      GET  /query/task_id/<id>        a container of a task; /_all, /containers, /<link>
      GET  /query/service/<cluster>/<service>/_all    a service's running tasks; /<link>
      GET  /query?name=<name>         the containers of any id, service, address or host
      GET  /query/address/<ip>:<port>[/<protocol>]    who listens there
      GET  /hosts                     hosts; /<id>, /<id>/ports, /<id>/ports/<protocol>/<port>
      POST /event                     SNS and EventBridge
      POST /report/map, /report/event agents on hosts
      POST /host_service/auth, /host_service/heartbeat    old hosts' heartbeats

      /diff, /changes, /sync and /hosts answer in JSON to Accept: application/json. Off loopback they
      and /query need Authorization: Bearer <token>: that of --api-token-file, or one of --jwt-issuer.
      """;

  void addTo(Router router) {
    router.get("/", ctx -> Answers.text(ctx, 200, TEXT));
  }
}
