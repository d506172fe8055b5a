package io.github.ecstasktracker.simulation.bus;

import java.net.URI;
import java.util.Map;

/** One HTTP POST that AWS would make to somebody's server. */
public record Post(URI to, Map<String, String> headers, String body) {}
