package io.github.ecstasktracker.model;

/**
 * Why a server is added, changed or removed. The type distinguishes causes; {@link #sentence} is
 * for people, and may be worded anew at any time.
 */
public sealed interface ChangeCause {
  /** For a person who has just been woken up. */
  String sentence();

  /** It follows from what ECS says of one task. */
  sealed interface OfTask extends ChangeCause {
    /** The task's ARN. */
    String task();
  }

  /** Added: the task should get requests, and the item lacks it. */
  record InRotation(String task) implements OfTask {
    @Override
    public String sentence() {
      return "task %s runs and should get requests".formatted(id(task));
    }
  }

  /** Added: the task's server is there, under a key that is not the usual one. */
  record UsualForm(String task) implements OfTask {
    @Override
    public String sentence() {
      return "task %s gets an entry of the usual form".formatted(id(task));
    }
  }

  /** Changed: url or weight are not what the task asks for. */
  record Differs(String task) implements OfTask {
    @Override
    public String sentence() {
      return "the entry differs from what task %s asks for".formatted(id(task));
    }
  }

  /**
   * Removed: the entry names an address for the second time.
   *
   * @param key the one of the entry that stays
   */
  record UnderAnotherKey(String task, String key) implements OfTask {
    @Override
    public String sentence() {
      return "task %s stands under the key %s".formatted(id(task), key);
    }
  }

  /**
   * Removed: ECS says that the task has ended, or is ending.
   *
   * @param said what ECS said, for a person
   */
  record TaskStopped(String task, String said) implements OfTask {
    @Override
    public String sentence() {
      return "task %s stopped (%s)".formatted(id(task), said);
    }
  }

  /**
   * Removed: the task runs still, and ECS wants it stopped.
   *
   * @param said as in {@link TaskStopped}
   */
  record TaskStopping(String task, String said) implements OfTask {
    @Override
    public String sentence() {
      return "ECS wants task %s stopped (%s)".formatted(id(task), said);
    }
  }

  /** Removed: ECS said twice, one resync apart, that there is no such task. */
  record TaskMissing(String task) implements OfTask {
    @Override
    public String sentence() {
      return "ECS does not know task %s any more: it said MISSING twice, one resync apart"
          .formatted(id(task));
    }
  }

  /**
   * Removed, as far as the guards let it: the task is there and should get no requests.
   *
   * @param said what is wrong with it, for a person
   */
  record TaskNotServing(String task, TaskState.Cause cause, String said) implements OfTask {
    @Override
    public String sentence() {
      String what =
          switch (cause) {
            case UNHEALTHY -> "task %s fails its health check";
            case HEALTH_PENDING -> "task %s has not passed its health check yet";
            case NO_ADDRESS -> "task %s has no address for requests";
            case DISABLED -> "task %s is switched off";
            case DRAINING -> "the host of task %s drains";
            case SUPERSEDED -> "a newer task has the address of task %s";
            case STARTING -> "task %s starts";
            case STOPPED, STOPPING, MISSING -> "task %s is gone";
          };
      return what.formatted(id(task)) + " (" + said + ")";
    }
  }

  /**
   * Removed: another task is at the address now.
   *
   * @param task the one that has it
   * @param backend where that task's server belongs
   */
  record AddressTaken(Address address, String task, BackendKey backend) implements OfTask {
    @Override
    public String sentence() {
      return "task %s of backend %s has the address %s now".formatted(id(task), backend, address);
    }
  }

  /**
   * Removed: no task was there in a complete list, and in one of its services alone that began one
   * resync later.
   */
  record Absent(Proof proof) implements ChangeCause {
    /** What made it certain. */
    public enum Proof {
      /** DescribeServices counts exactly the tasks that were seen. */
      COUNTED,
      /** An operator lifted the guards. */
      FORCED,
      /**
       * Nothing: a task runs whose address nobody knows. So this is a reason, and it leaves as far
       * as the guards let it.
       */
      NONE
    }

    @Override
    public String sentence() {
      return "no task was at this address in two complete lists, one resync apart, and "
          + switch (proof) {
            case COUNTED -> "ECS counts no task that was not seen";
            case FORCED -> "an operator forced the removal";
            case NONE -> "a task runs whose address is not known";
          };
    }
  }

  private static String id(String task) {
    return Placement.taskId(task);
  }
}
