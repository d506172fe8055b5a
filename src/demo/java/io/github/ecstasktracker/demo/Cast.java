package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.rig.TraefikTable;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who plays: the services, one of each network mode, and what the table holds of other hands. */
final class Cast {
  static final String CLUSTER = "demo";

  /** A backend that somebody made by hand, and that no service feeds. */
  private static final String HAND_MADE = "legacy";

  /** One service of the demo. */
  record Part(String service, String mode, int tasks, Definition definition) {}

  static final Part WEB = new Part("web", "bridge", 10, Definition.bridge(80));
  static final Part EDGE = new Part("edge", "host", 4, Definition.host(8443));
  static final Part API = new Part("api", "awsvpc", 8, Definition.awsvpc(8080));
  static final Part SHOP = new Part("shop", "fargate", 8, Definition.fargate(8080));
  static final Part DEPOT = new Part("depot", "anywhere", 4, Definition.anywhere(80));
  static final Part CART = new Part("cart", "checked", 6, Definition.bridge(80).healthCheck());

  static final List<Part> PARTS = List.of(WEB, EDGE, API, SHOP, DEPOT, CART);

  private Cast() {}

  static List<String> services() {
    return PARTS.stream().map(Part::service).toList();
  }

  static int tasks() {
    return PARTS.stream().mapToInt(Part::tasks).sum();
  }

  static void hosts(ClusterScript cluster) {
    cluster.hosts(8).host("mi-0001", "192.168.7.1").host("mi-0002", "192.168.7.2");
  }

  static void services(ClusterScript cluster) {
    for (Part part : PARTS) {
      cluster.service(part.service()).tasks(part.tasks()).runs(part.definition());
    }
    // Else ECS would replace what falls ill before anybody sees it leave the table.
    cluster.service(CART.service()).keepsUnhealthy();
  }

  /**
   * A frontend for each service; backend items with attributes that only Traefik reads, but for two
   * services, whose items the controller is to make; and a backend made by hand.
   */
  static void items(TraefikTable table) {
    for (String service : services()) {
      table.put(frontend(service));
    }
    for (Part part : List.of(WEB, API, SHOP, CART)) {
      table.put(backend(part.service(), Map.of()));
    }
    table.put(frontend(HAND_MADE));
    table.put(
        backend(
            HAND_MADE,
            Map.of("db", map(Map.of("url", s("http://10.1.2.3:80"), "weight", n("3"))))));
  }

  static AttributeValue circuitBreaker(String expression) {
    return map(Map.of("expression", s(expression)));
  }

  private static Map<String, AttributeValue> frontend(String name) {
    return Map.of(
        "id", s(name + "__frontend"),
        "name", s(name),
        "frontend",
            map(
                Map.of(
                    "backend", s(name),
                    "entryPoints", AttributeValue.fromL(List.of(s("http"))),
                    "passHostHeader", AttributeValue.fromBool(true),
                    "routes",
                        map(Map.of("host", map(Map.of("rule", s("Host:" + name + ".example"))))))));
  }

  private static Map<String, AttributeValue> backend(
      String name, Map<String, AttributeValue> servers) {
    return Map.of(
        "id", s(TraefikTable.id(name)),
        "name", s(name),
        "version", n("1"),
        "owner", map(Map.of("team", s("shop"), "pagers", AttributeValue.fromSs(List.of("1", "2")))),
        "backend",
            map(
                Map.of(
                    "servers", map(servers),
                    "circuitBreaker", circuitBreaker("NetworkErrorRatio() > 0.5"),
                    "loadBalancer", map(Map.of("method", s("drr"))),
                    "maxConn", map(Map.of("amount", n("100"), "extractorFunc", s("request.host"))),
                    "unknownToTraefik",
                        AttributeValue.fromL(List.of(n("1.5"), AttributeValue.fromNul(true))))));
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }

  private static AttributeValue map(Map<String, AttributeValue> map) {
    return AttributeValue.fromM(map);
  }
}
