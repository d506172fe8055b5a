package io.github.ecstasktracker.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link DynamoDbLocal} they ask for as a parameter: one for the whole test JVM,
 * started by the first that asks, closed after the last test.
 */
public final class DynamoDbLocalExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(DynamoDbLocalExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DynamoDbLocal.class;
  }

  @Override
  public DynamoDbLocal resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(DynamoDbLocal.class, _ -> DynamoDbLocal.start(), DynamoDbLocal.class);
  }
}
