package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.simulation.bus.EventTarget;
import io.github.ecstasktracker.simulation.core.Dice;
import java.util.function.Consumer;

/** The last step of an event's way: some are lost here, and the log knows which. */
final class ChurnEvents implements Consumer<String> {
  private final ChurnWatch watch;
  private final Dice dice;
  private final EventTarget target;
  private volatile double lost;

  ChurnEvents(ChurnWatch watch, Dice dice, EventTarget target) {
    this.watch = watch;
    this.dice = dice;
    this.target = target;
  }

  /** From now on each is lost with that chance. */
  void lose(double chance) {
    lost = chance;
  }

  /** Under the account's lock. */
  @Override
  public void accept(String event) {
    JsonNode detail = ChurnCalls.json(event).path("detail");
    String last = detail.path("lastStatus").asText();
    String desired = detail.path("desiredStatus").asText();
    if (!dice.chance(lost)) {
      watch.delivered(detail.path("group").asText().replace("service:", ""));
      target.deliver(event);
    } else if (last.equals("RUNNING")) {
      watch.lost(detail.path("taskArn").asText(), desired.equals("RUNNING"));
    }
  }
}
