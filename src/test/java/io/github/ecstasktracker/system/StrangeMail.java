package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.scenario.EventScript;

/** Events that nobody expects: strangers', broken ones, and far too many. */
final class StrangeMail {
  private static final int BURST = 100;

  private static final String TASK_EVENT =
      """
      {"version":"0","id":"%s","detail-type":"ECS Task State Change","source":"aws.ecs",
       "account":"123456789012","time":"2026-01-01T00:00:00Z","region":"eu-central-1",
       "resources":[],%s
       "detail":{"clusterArn":"arn:aws:ecs:eu-central-1:123456789012:cluster/%s",
       "taskArn":"arn:aws:ecs:eu-central-1:123456789012:task/%s/%s","version":3,
       "group":"service:%s","lastStatus":"RUNNING","desiredStatus":"RUNNING"}}\
      """;

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
    tally.happened(mishap);
    switch (mishap) {
      case EVENT_BURST -> {
        // A hundred within ten milliseconds: ten thousand a second.
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
                  : taskEvent("elsewhere", service(), ""));
      default -> events.send(dice.chance(0.5) ? "{\"detail" : "[]");
    }
  }

  private String service() {
    return dice.pick(fleet.backends()).name();
  }

  private String taskEvent(String cluster, String service, String more) {
    return TASK_EVENT.formatted(dice.uuid(), more, cluster, cluster, dice.hex(32), service);
  }
}
