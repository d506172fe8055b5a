package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.entry;
import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.nul;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.remove;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.server;
import static io.github.ecstasktracker.target.dynamodb.Items.servers;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PatchExpressionTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("[#:][a-z0-9]+");

  @Test
  void missingItem_isCreatedWholeAndOnlyWhereThereIsNone() {
    PatchExpression patch = PatchExpression.of(patch(new StoredBackend.Missing(WEB), add(1)));

    assertThat(patch.update()).isEqualTo("SET #b=:b,#n=:n,#v=:v");
    assertThat(patch.condition()).isEqualTo("attribute_not_exists(#i)");
    assertThat(patch.values())
        .containsOnly(
            Map.entry(":b", backend(1)), Map.entry(":n", s("web")), Map.entry(":v", n("1")));
  }

  @Test
  void fewChanges_areWrittenEntryByEntry() {
    PatchExpression patch =
        PatchExpression.of(patch(item(web("4", backend(1, 2))), remove(1), add(3)));

    assertThat(patch.update()).isEqualTo("SET #v=:v,#b.#s.#1=:1 REMOVE #b.#s.#0");
    assertThat(patch.condition()).isEqualTo("attribute_exists(#i) AND #v=:w AND #b.#s=:s");
    assertThat(patch.names())
        .isEqualTo(
            Map.of(
                "#i", "id",
                "#v", "version",
                "#b", "backend",
                "#s", "servers",
                "#0", server(1).key(),
                "#1", server(3).key()));
    assertThat(patch.values())
        .isEqualTo(Map.of(":v", n("5"), ":w", n("4"), ":s", servers(1, 2), ":1", entry(3)));
  }

  @Test
  void versionAbsent_mustStillBeAbsentAndBecomesOne() {
    PatchExpression patch =
        PatchExpression.of(patch(item(without(web("4", backend(1)), "version")), add(2)));

    assertThat(patch.condition()).contains("attribute_not_exists(#v)");
    assertThat(patch.values()).containsEntry(":v", n("1")).doesNotContainKey(":w");
  }

  @Test
  void serversAbsent_areWrittenWholeAndMustStillBeAbsent() {
    PatchExpression patch = PatchExpression.of(patch(item(web("4", map(Map.of()))), add(1)));

    assertThat(patch.update()).isEqualTo("SET #v=:v,#b.#s=:m");
    assertThat(patch.condition()).endsWith("attribute_type(#b,:t) AND attribute_not_exists(#b.#s)");
    assertThat(patch.values()).containsEntry(":m", servers(1)).containsEntry(":t", s("M"));
  }

  @Test
  void serversNull_areWrittenWholeAndMustStillBeNull() {
    PatchExpression patch =
        PatchExpression.of(patch(item(web("4", map(Map.of("servers", nul())))), add(1)));

    assertThat(patch.update()).isEqualTo("SET #v=:v,#b.#s=:m");
    assertThat(patch.condition()).endsWith("attribute_type(#b.#s,:t)");
    assertThat(patch.values()).containsEntry(":t", s("NULL"));
  }

  @Test
  void backendNull_becomesAMapOfServersAlone() {
    PatchExpression patch = PatchExpression.of(patch(item(web("4", nul())), add(1)));

    assertThat(patch.update()).isEqualTo("SET #v=:v,#b=:m");
    assertThat(patch.condition()).endsWith("attribute_type(#b,:t)");
    assertThat(patch.values()).containsEntry(":m", backend(1)).containsEntry(":t", s("NULL"));
  }

  @Test
  void changedEntry_keepsItsForeignAttributes() {
    AttributeValue old =
        map(Map.of("url", s("http://x:1"), "weight", n("7"), "rack", s("a"), "n", n("1.50")));
    StoredBackend.Present item =
        item(web("4", map(Map.of("servers", map(Map.of(server(1).key(), old))))));
    PatchExpression patch =
        PatchExpression.of(
            patch(
                item,
                new ServerChange.Change(
                    item.servers().get(server(1).key()),
                    server(1),
                    new ChangeCause.Differs("3f00"))));

    assertThat(patch.values())
        .containsEntry(
            ":0",
            map(
                Map.of(
                    "url", s(server(1).url()),
                    "weight", n("0"),
                    "rack", s("a"),
                    "n", n("1.50"))));
  }

  @Test
  void removalOfAnEntryUnderAnotherKey_removesThatKey() {
    StoredServer odd = new StoredServer("my server", "http://a:80", OptionalInt.empty(), true);
    StoredBackend.Present item =
        item(web("4", map(Map.of("servers", map(Map.of("my server", s("junk")))))));

    PatchExpression patch =
        PatchExpression.of(
            patch(
                item,
                new ServerChange.Remove(
                    odd, new ChangeCause.UnderAnotherKey("3f00", "10.0.0.1:80"))));

    assertThat(patch.names()).containsEntry("#0", "my server");
    assertThat(patch.after().servers()).isEmpty();
  }

  @Test
  void moreChangesThanFit_areWrittenAsTheWholeMap() {
    StoredBackend.Present item = item(web("4", backend(1_000)));
    PatchExpression most = null;
    int count = 0;
    do {
      PatchExpression next = PatchExpression.of(new ServerPatch(item, adds(count + 1)));
      if (next.update().equals("SET #v=:v,#b.#s=:m")) {
        break;
      }
      most = next;
      count++;
    } while (count < 1_000);

    assertThat(count).isBetween(170, 400);
    assertThat(most).isNotNull();
    assertThat(most.update().length())
        .isBetween(PatchExpression.EXPRESSION_BYTES_MAX - 20, PatchExpression.EXPRESSION_BYTES_MAX);
    PatchExpression whole = PatchExpression.of(new ServerPatch(item, adds(count + 1)));
    assertThat(whole.values().get(":m").m())
        .hasSize(count + 2)
        .containsEntry(server(1_000).key(), entry(1_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyPatch_staysInDynamoDbsLimitsAndNamesWhatItUses(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 250; round++) {
      ServerPatch patch = randomPatch(random);
      PatchExpression expression = PatchExpression.of(patch);
      String where = "seed %d, round %d".formatted(seed, round);

      assertThat(expression.update().length())
          .as(where)
          .isLessThanOrEqualTo(PatchExpression.EXPRESSION_BYTES_MAX);
      assertThat(expression.condition().length()).as(where).isLessThan(200);
      Set<String> used = new TreeSet<>();
      used.addAll(placeholders(expression.update()));
      used.addAll(placeholders(expression.condition()));
      Set<String> named = new TreeSet<>(expression.names().keySet());
      named.addAll(expression.values().keySet());
      assertThat(named).as(where).isEqualTo(used);
      assertThat(ItemCodec.present(WEB, expression.after()).servers())
          .as(where)
          .isEqualTo(patch.result());
    }
  }

  @Test
  void revisionOfAnotherStore_isRefused() {
    StoredBackend.Present other =
        new StoredBackend.Present(WEB, new TreeMap<>(), new StoredBackend.Revision() {});
    assertThatThrownBy(() -> PatchExpression.of(patch(other, add(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ServerPatch randomPatch(Random random) {
    int before = random.nextInt(random.nextBoolean() ? 10 : 600);
    StoredBackend base =
        random.nextInt(10) == 0
            ? new StoredBackend.Missing(WEB)
            : item(web("4", backend(IntStream.range(0, before).toArray())));
    List<ServerChange> changes = new ArrayList<>();
    double share = random.nextDouble();
    for (int i = 0; i < before + 5; i++) {
      boolean there = i < before && base instanceof StoredBackend.Present;
      if (random.nextDouble() >= share && i < before + 4) {
        continue;
      }
      changes.add(
          !there
              ? add(i)
              : random.nextBoolean()
                  ? remove(i)
                  : new ServerChange.Change(
                      server(i), weighted(i, random), new ChangeCause.Differs("3f00")));
    }
    return new ServerPatch(base, changes);
  }

  private static StoredServer weighted(int number, Random random) {
    StoredServer server = server(number);
    return new StoredServer(server.key(), server.url(), OptionalInt.of(random.nextInt(100)), true);
  }

  private static Set<String> placeholders(String expression) {
    return PLACEHOLDER
        .matcher(expression)
        .results()
        .map(result -> result.group())
        .collect(Collectors.toSet());
  }

  private static List<ServerChange> adds(int count) {
    return IntStream.range(0, count).mapToObj(Items::add).toList();
  }

  private static StoredBackend.Present item(Map<String, AttributeValue> item) {
    return (StoredBackend.Present) ItemCodec.decode(WEB, item);
  }
}
