package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who owns which address. An address has at most one owner: the resolved task that started last.
 *
 * <p>Built from all tasks of a read and the claims remembered from earlier ones.
 */
public final class Claims {
  public static final Claims NONE = of(List.of());

  private final Function<Address, Optional<Claim>> owners;

  private Claims(Function<Address, Optional<Claim>> owners) {
    this.owners = owners;
  }

  public static Claims of(Collection<Claim> claims) {
    Map<Address, Claim> owners = HashMap.newHashMap(claims.size());
    for (Claim claim : claims) {
      owners.merge(claim.address(), claim, Claim::newer);
    }
    return over(address -> Optional.ofNullable(owners.get(address)));
  }

  /** A live view of owners that are kept elsewhere. */
  public static Claims over(Function<Address, Optional<Claim>> owners) {
    return new Claims(owners);
  }

  public Optional<Claim> owner(Address address) {
    return owners.apply(address);
  }

  /** The tasks, with those whose address a newer running task owns excluded. */
  public List<ObservedTask> settle(Collection<ObservedTask> tasks) {
    List<ObservedTask> settled = new ArrayList<>(tasks.size());
    for (ObservedTask task : tasks) {
      settled.add(owns(task) ? task : settle(task));
    }
    return settled;
  }

  /** Nearly every server stands where it is the only one. */
  private boolean owns(ObservedTask observed) {
    return observed.state() instanceof TaskState.Resolved(Server server)
        && owner(server.address())
            .filter(owner -> owner.arn().equals(observed.task().arn()))
            .isPresent();
  }

  private ObservedTask settle(ObservedTask observed) {
    Optional<Claim> own = Claim.of(observed, 0);
    Optional<Claim> owner = own.flatMap(claim -> owner(claim.address()));
    if (own.isEmpty() || owner.isEmpty() || !owner.get().newerThan(own.get())) {
      return observed;
    }
    return observed.with(
        new TaskState.Excluded(
            TaskState.Cause.SUPERSEDED,
            Optional.of(own.get().address()),
            "address %s now belongs to the newer task %s of %s"
                .formatted(own.get().address(), owner.get().arn(), owner.get().backend())));
  }
}
