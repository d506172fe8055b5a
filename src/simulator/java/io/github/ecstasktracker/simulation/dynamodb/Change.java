package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item that was written, though perhaps to what it was. An empty map stands for no item. */
public record Change(
    ItemKey key, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {}
