package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;

/** A container's claim to a port of its host. */
public record PortClaim(PortBinding port, PlacedContainer container, Placement placement) {}
