package io.github.ecstasktracker.model;

import java.util.Optional;

/** What a removal that is kept back waits for, or what speaks for it. */
public sealed interface HoldCause {
  /** For a person who has just been woken up. */
  String sentence();

  /** There is a cause to change the server; a guard or the policy stands against it. */
  record Wanted(ChangeCause change) implements HoldCause {
    @Override
    public String sentence() {
      return change.sentence();
    }
  }

  /** No task was there in a complete list, or none is there now and no list has said so yet. */
  record SecondList() implements HoldCause {
    @Override
    public String sentence() {
      return "no task is at this address; a second complete list, one resync later, decides";
    }
  }

  /**
   * Of a task nothing may be concluded.
   *
   * @param task empty where it is in what was said
   * @param said why not, for a person
   */
  record TaskUnknown(Optional<String> task, String said) implements HoldCause {
    @Override
    public String sentence() {
      return task.map(arn -> "task " + Placement.taskId(arn) + ": " + said).orElse(said);
    }
  }

  /**
   * No task was there in a complete list, and one resync later its services have not been listed
   * alone and counted yet.
   */
  record NotCounted(ServiceKey service) implements HoldCause {
    @Override
    public String sentence() {
      return "ECS has not counted the tasks of service %s yet".formatted(service);
    }
  }

  /** No task was there in two complete lists, but not all that run were seen. */
  record Miscounted(ServiceKey service, long counted, long seen) implements HoldCause {
    @Override
    public String sentence() {
      return "ECS counts %d running tasks of service %s, and %d were seen"
          .formatted(counted, service, seen);
    }
  }
}
