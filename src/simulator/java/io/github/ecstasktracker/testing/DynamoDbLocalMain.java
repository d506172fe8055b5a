package io.github.ecstasktracker.testing;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.net.InetAddress;

/**
 * DynamoDB Local in a JVM of its own, on a free port of the loopback interface alone, in memory.
 *
 * <p>Prints {@code PORT n} on a line of its own once it serves, and ends when its standard input
 * does: with the process that started it, however that one ends.
 *
 * <p>By reflection throughout, so that neither DynamoDB Local nor its libraries are on the class
 * path that this project compiles and runs with. Its own {@code main} would bind every interface.
 */
final class DynamoDbLocalMain {
  private DynamoDbLocalMain() {}

  public static void main(String[] args) throws Exception {
    Object proxy =
        Class.forName("software.amazon.dynamodb.services.local.main.ServerRunner")
            .getMethod("createServerFromCommandLineArgs", String[].class)
            .invoke(null, (Object) new String[] {"-inMemory", "-sharedDb", "-disableTelemetry"});
    Field serverField = proxy.getClass().getDeclaredField("server");
    serverField.setAccessible(true);
    Object jetty = serverField.get(proxy);
    Class<?> connectorType = Class.forName("org.eclipse.jetty.server.ServerConnector");
    Object connector = connectorType.getConstructor(jetty.getClass()).newInstance(jetty);
    connectorType
        .getMethod("setHost", String.class)
        .invoke(connector, InetAddress.getLoopbackAddress().getHostAddress());
    Object connectors = Array.newInstance(Class.forName("org.eclipse.jetty.server.Connector"), 1);
    Array.set(connectors, 0, connector);
    jetty.getClass().getMethod("setConnectors", connectors.getClass()).invoke(jetty, connectors);
    proxy.getClass().getMethod("start").invoke(proxy);
    System.out.println("PORT " + connectorType.getMethod("getLocalPort").invoke(connector));
    waitForEndOfInput();
    Runtime.getRuntime().halt(0);
  }

  private static void waitForEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody writes; only the end matters.
    }
  }
}
