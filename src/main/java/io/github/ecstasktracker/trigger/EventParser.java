package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.HeardTask;
import io.github.ecstasktracker.model.Trigger.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads from an EventBridge event which service and task to ask ECS about.
 *
 * <ul>
 *   <li>Never throws for its input, and asks nobody.
 *   <li>Takes from an event only which service, which task and which version of it, and whether it
 *       says that the task serves: a hint for when to ask. So an event that comes late, twice or
 *       out of order does no harm.
 *   <li>An event about another account or Region is {@link Parsed.Foreign}: AWS refuses a whole
 *       call for one ARN that is not ours.
 *   <li>Ignores properties that it does not know: AWS says that events "may add" some
 *       (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html).
 * </ul>
 */
public final class EventParser {
  private static final String SERVICE_GROUP = "service:";
  private static final String RUNNING = "RUNNING";

  private final Ours ours;
  private final boolean drainsMatter;

  /**
   * A parser.
   *
   * @param drainsMatter whether anything becomes of servers on a host that drains
   */
  public EventParser(Ours ours, boolean drainsMatter) {
    this.ours = ours;
    this.drainsMatter = drainsMatter;
  }

  /** What a message's text means, whatever the text. */
  public Parsed parse(String text, Source source) {
    return switch (BoundedJson.read(text)) {
      case BoundedJson.Document.Read(String same, JsonNode event) -> parse(event, source);
      case BoundedJson.Document.Refused(String reason) -> new Parsed.NotUnderstood(reason);
    };
  }

  Parsed parse(JsonNode event, Source source) {
    JsonNode detail = event.path("detail");
    if (!detail.isObject()) {
      return new Parsed.NotUnderstood("no EventBridge event: no detail");
    }
    return switch (event.path("detail-type").asText()) {
      case "ECS Task State Change" -> task(detail, source);
      case "ECS Service Action", "ECS Deployment State Change" ->
          services(event.path("resources"), detail, source);
      case "ECS Container Instance State Change" -> instance(detail);
      default -> otherKind(event);
    };
  }

  private Parsed task(JsonNode detail, Source source) {
    String group = detail.path("group").asText();
    if (!group.startsWith(SERVICE_GROUP)) {
      // A task of no service.
      return new Parsed.Nothing();
    }
    String service = group.substring(SERVICE_GROUP.length());
    String arn = detail.path("taskArn").asText();
    Optional<EcsArn> task = EcsArn.ofTask(arn);
    Optional<EcsArn> cluster = EcsArn.ofCluster(detail.path("clusterArn").asText());
    Optional<String> name = cluster.map(EcsArn::name).or(() -> task.flatMap(EcsArn::cluster));
    if (!arn.isEmpty() && task.isEmpty()) {
      return new Parsed.Foreign("a task with an ARN that ECS does not give");
    }
    if (!EcsArn.isServiceName(service) || name.isEmpty()) {
      return new Parsed.NotUnderstood("a task event without a usable service or cluster");
    }
    if (!agree(task, cluster) || !isOurs(task) || !isOurs(cluster)) {
      return new Parsed.Foreign("a task of another account, Region or cluster");
    }
    return new Parsed.Triggers(
        List.of(
            new Trigger(
                source, Optional.of(new ServiceKey(name.get(), service)), heard(arn, detail))));
  }

  /** Empty if the event names no task or no version; then it concerns the service alone. */
  private static Optional<HeardTask> heard(String arn, JsonNode detail) {
    JsonNode version = detail.path("version");
    boolean usable =
        !arn.isEmpty()
            && version.isIntegralNumber()
            && version.canConvertToLong()
            && version.longValue() >= 0;
    return usable
        ? Optional.of(new HeardTask(arn, version.longValue(), serving(detail)))
        : Optional.empty();
  }

  private static boolean serving(JsonNode detail) {
    return detail.path("lastStatus").asText().equals(RUNNING)
        && detail.path("desiredStatus").asText().equals(RUNNING);
  }

  private Parsed services(JsonNode resources, JsonNode detail, Source source) {
    Optional<EcsArn> cluster = EcsArn.ofCluster(detail.path("clusterArn").asText());
    boolean foreign = !isOurs(cluster);
    List<Trigger> triggers = new ArrayList<>();
    for (JsonNode resource : resources) {
      Optional<EcsArn> service = EcsArn.ofService(resource.asText());
      Optional<ServiceKey> key =
          service.flatMap(
              arn ->
                  arn.cluster()
                      .or(() -> cluster.map(EcsArn::name))
                      .map(name -> new ServiceKey(name, arn.name())));
      if (key.isEmpty()) {
        return new Parsed.NotUnderstood("a service event whose resource is no service");
      }
      foreign |= !isOurs(service);
      triggers.add(new Trigger(source, key, Optional.empty()));
    }
    if (triggers.isEmpty()) {
      return new Parsed.NotUnderstood("a service event that names no service");
    }
    return foreign
        ? new Parsed.Foreign("a service of another account or Region")
        : new Parsed.Triggers(triggers);
  }

  /**
   * ECS sends these at every placement, because an instance's free resources change. Only a
   * draining instance concerns tasks, and the event does not say which.
   */
  private Parsed instance(JsonNode detail) {
    if (!detail.path("status").asText().equals("DRAINING")) {
      return new Parsed.Nothing();
    }
    if (!drainsMatter) {
      return new Parsed.Nothing();
    }
    return isOurs(EcsArn.ofCluster(detail.path("clusterArn").asText()))
        ? new Parsed.Pass()
        : new Parsed.Foreign("a container instance of another account or Region");
  }

  /** A rule for every event of ECS also brings kinds that came later, and calls by CloudTrail. */
  private Parsed otherKind(JsonNode event) {
    String type = event.path("detail-type").asText();
    if (type.isBlank() || !event.path("source").isTextual()) {
      return new Parsed.NotUnderstood("unknown detail-type");
    }
    String account = event.path("account").asText();
    boolean foreign =
        !account.isEmpty()
            && ours.home().get().filter(home -> !home.account().equals(account)).isPresent();
    return foreign ? new Parsed.Foreign("an event of another account") : new Parsed.Pass();
  }

  private boolean isOurs(Optional<EcsArn> arn) {
    return arn.map(EcsArn::home).map(ours::includes).orElse(true);
  }

  /** Two ARNs of one event name the same cluster, as far as both do. */
  private static boolean agree(Optional<EcsArn> task, Optional<EcsArn> cluster) {
    if (task.isEmpty() || cluster.isEmpty()) {
      return true;
    }
    return task.get().home().equals(cluster.get().home())
        && task.get().cluster().map(cluster.get().name()::equals).orElse(true);
  }
}
