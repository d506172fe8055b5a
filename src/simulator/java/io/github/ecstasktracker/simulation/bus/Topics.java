package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The topics of the account. */
public final class Topics {
  private final Identity identity;
  private final Queues queues;
  private final Deliveries deliveries;
  private final Timeline timeline;
  private final Dice dice;
  private final SnsSite site;
  private final Map<String, Topic> topics = new LinkedHashMap<>();

  public Topics(
      Identity identity, Queues queues, Deliveries deliveries, Timeline timeline, Dice dice) {
    this.identity = identity;
    this.queues = queues;
    this.deliveries = deliveries;
    this.timeline = timeline;
    this.dice = dice;
    this.site = new SnsSite(identity.region());
  }

  public SnsSite site() {
    return site;
  }

  /** The topic of that name, made if need be. */
  public Topic obtain(String name) {
    return topics.computeIfAbsent(
        identity.topic(name),
        arn -> new Topic(arn, site, queues, deliveries, timeline, dice.split()));
  }

  public Optional<Topic> find(String arn) {
    return Optional.ofNullable(topics.get(arn));
  }
}
