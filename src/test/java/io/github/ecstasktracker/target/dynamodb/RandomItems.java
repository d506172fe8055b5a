package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.entry;
import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.nul;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Readable items full of what is not ours, out of a seeded source. */
final class RandomItems {
  private static final List<String> BACKEND_ATTRIBUTES =
      List.of("circuitBreaker", "loadBalancer", "healthCheck", "maxConn", "buffering", "other");
  private static final int DEPTH_MAX = 3;

  private final Random random;

  RandomItems(Random random) {
    this.random = random;
  }

  Map<String, AttributeValue> backend(int number) {
    Map<String, AttributeValue> backend = new HashMap<>();
    for (String attribute : BACKEND_ATTRIBUTES) {
      if (random.nextBoolean()) {
        backend.put(attribute, value(0));
      }
    }
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> backend.put("servers", nul());
      default -> backend.put("servers", map(servers()));
    }
    Map<String, AttributeValue> item = tree(0);
    item.put("id", s("s" + number + "__backend"));
    item.put("name", s("s" + number));
    item.put("backend", random.nextInt(8) == 0 ? nul() : map(backend));
    if (random.nextInt(4) > 0) {
      item.put("version", n(String.valueOf(random.nextInt(1_000))));
    }
    return item;
  }

  Map<String, AttributeValue> frontend(int number) {
    Map<String, AttributeValue> item = tree(0);
    item.put("id", s("s" + number + "__frontend"));
    item.put("name", s("s" + number));
    item.put("frontend", map(tree(1)));
    return item;
  }

  private Map<String, AttributeValue> servers() {
    Map<String, AttributeValue> servers = new HashMap<>();
    for (int i = 0; i < random.nextInt(30); i++) {
      int number = random.nextInt(20_000);
      AttributeValue entry =
          switch (random.nextInt(4)) {
            case 0 -> value(1);
            case 1 -> {
              Map<String, AttributeValue> more = tree(2);
              more.putAll(entry(number).m());
              yield map(more);
            }
            default -> entry(number);
          };
      servers.put(random.nextInt(5) == 0 ? text() + i : server(number).key(), entry);
    }
    return servers;
  }

  private Map<String, AttributeValue> tree(int depth) {
    Map<String, AttributeValue> tree = new HashMap<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      tree.put("x" + text() + i, value(depth + 1));
    }
    return tree;
  }

  private AttributeValue value(int depth) {
    return switch (random.nextInt(depth < DEPTH_MAX ? 10 : 8)) {
      case 0 -> s(text());
      case 1 -> n(String.valueOf(random.nextLong()));
      case 2 -> n(random.nextInt(1_000) + "." + random.nextInt(1_000));
      case 3 -> AttributeValue.fromBool(random.nextBoolean());
      case 4 -> nul();
      case 5 -> AttributeValue.fromB(bytes());
      case 6 -> AttributeValue.fromSs(IntStream.range(0, 3).mapToObj(i -> text() + i).toList());
      case 7 -> AttributeValue.fromNs(List.of("1", "2.5", String.valueOf(random.nextInt(9) + 10)));
      case 8 -> AttributeValue.fromL(List.of(value(depth + 1), value(depth + 1)));
      default -> map(tree(depth));
    };
  }

  private SdkBytes bytes() {
    byte[] bytes = new byte[1 + random.nextInt(20)];
    random.nextBytes(bytes);
    return SdkBytes.fromByteArray(bytes);
  }

  /** Letters, dots, colons, blanks, umlauts: all that needs care in an expression. */
  private String text() {
    String alphabet = "abcXYZ0189.:#-_ äß€";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < random.nextInt(12); i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
