package io.github.ecstasktracker.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.scenario.EventScript;
import io.github.ecstasktracker.trigger.Delivery;
import java.util.concurrent.atomic.AtomicInteger;

/** Events that nobody expects: strangers', broken ones, and far too many. */
final class StrangeMail {
  private static final int BURST = 20;

  private static final String TASK_EVENT =
      """
      {"version":"0","id":"%s","detail-type":"ECS Task State Change","source":"aws.ecs",
       "account":"111122223333","time":"2026-01-01T00:00:00Z","region":"eu-west-1",
       "resources":[],%s
       "detail":{"clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/%s",
       "taskArn":"arn:aws:ecs:eu-west-1:111122223333:task/%s/%s","version":3,
       "group":"service:%s","lastStatus":"RUNNING","desiredStatus":"RUNNING"}}\
      """;

  private static final String TOPIC = "events";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Fleet fleet;
  private final Tally tally;
  private final Dice dice;

  StrangeMail(Fleet fleet, Tally tally, Dice dice) {
    this.fleet = fleet;
    this.tally = tally;
    this.dice = dice;
  }

  void send(Mishap mishap) {
    EventScript events = fleet.account.events();
    if (mishap == Mishap.EVENT_FORGED) {
      fleet.leader().ifPresent(this::forge);
      return;
    }
    tally.happened(mishap);
    switch (mishap) {
      case EVENT_BURST -> {
        for (int i = 0; i < BURST; i++) {
          events.send(taskEvent(Life.CLUSTER, service(), ""));
        }
      }
      case EVENT_UNKNOWN_FIELDS ->
          events.send(taskEvent(Life.CLUSTER, service(), "\"new\":{\"in\":[2031]},"));
      case EVENT_OF_UNKNOWN_SERVICE ->
          events.send(
              dice.chance(0.5)
                  ? taskEvent(Life.CLUSTER, "nobody", "")
                  : dice.chance(0.5) ? taskEvent("elsewhere", service(), "") : foreign());
      default -> events.send(dice.chance(0.5) ? "{\"detail" : "[]");
    }
  }

  /** What a topic has signed, and then the same with another event in it. */
  private void forge(Fleet.Seat leader) {
    EventScript events = fleet.account.events();
    String genuine = events.signedMessage(TOPIC, taskEvent(Life.CLUSTER, service(), ""));
    String forged = withMessage(genuine, taskEvent(Life.CLUSTER, service(), ""));
    Life life = leader.life();
    AtomicInteger accepted = new AtomicInteger();
    SnsDoor door =
        new SnsDoor(
            events.topicArn(TOPIC),
            (trigger, served) -> {
              TriggerSink.Acceptance answer = life.triggers().accept(trigger, served);
              accepted.addAndGet(answer == TriggerSink.Acceptance.ACCEPTED ? 1 : 0);
              return answer;
            },
            life.registry(),
            fleet.machine,
            life.time());
    // Here and not in a job of the process: the verifier locks in ways that a job must not.
    Delivery answer = door.handle(forged);
    tally.happened(Mishap.EVENT_FORGED);
    fleet.ledger.holds(
        answer instanceof Delivery.Forbidden && accepted.get() == 0,
        Invariant.I17,
        () -> "a forged message: " + answer);
    Delivery second = door.handle(genuine);
    fleet.ledger.holds(
        second instanceof Delivery.Accepted && accepted.get() == 1
            || second instanceof Delivery.Unavailable,
        Invariant.I17,
        () -> "a signed message: " + second);
  }

  private static String withMessage(String envelope, String message) {
    try {
      return ((ObjectNode) JSON.readTree(envelope)).put("Message", message).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Of a cluster of the same name in another account or Region, with a service of the same name; or
   * with a task's ARN that names another cluster, or no task. ECS refuses a whole call for one such
   * ARN.
   */
  private String foreign() {
    String event = taskEvent(Life.CLUSTER, service(), "");
    return switch (Math.floorMod(event.hashCode(), 4)) {
      case 0 -> event.replace("111122223333", "999999999999");
      case 1 -> event.replace("eu-west-1", "eu-west-2");
      case 2 -> event.replace(":task/" + Life.CLUSTER + "/", ":task/elsewhere/");
      default -> event.replace(":task/" + Life.CLUSTER + "/", ":task/" + Life.CLUSTER + "/f");
    };
  }

  private String service() {
    return dice.pick(fleet.backends()).name();
  }

  private String taskEvent(String cluster, String service, String more) {
    return TASK_EVENT.formatted(dice.uuid(), more, cluster, cluster, dice.hex(32), service);
  }
}
