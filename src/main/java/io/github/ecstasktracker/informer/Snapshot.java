package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.plan.Claim;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * What the cache knows of one backend at one moment: a value.
 *
 * @param services the services that feed the backend; empty for an item of no known service
 * @param tasks their tasks that feed it, and those whose backend is not known: judged, so that one
 *     of which nothing may be concluded now is Unknown
 * @param lastAddresses task ARN to the address where a task was seen last, of those that are no
 *     servers
 * @param occupants who holds which address, of those that the item or the tasks name
 * @param incomplete why a task may have been overlooked; empty where none can be
 * @param stale ARNs of running tasks that were described too long ago: to be added, and Unknown in
 *     {@code tasks}, or to take a server from another backend
 * @param listNanos when the last of its clusters' newest complete lists began; empty where one has
 *     none
 * @param basisNanos when the oldest description began that any of this rests on
 */
public record Snapshot(
    SortedSet<ServiceKey> services,
    List<ObservedTask> tasks,
    Map<String, Address> lastAddresses,
    Map<Address, Claim> occupants,
    List<String> incomplete,
    Set<String> stale,
    OptionalLong listNanos,
    long basisNanos) {}
