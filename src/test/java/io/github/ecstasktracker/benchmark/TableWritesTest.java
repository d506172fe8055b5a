package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which servers a write leaves, as this product and the naive way write. */
class TableWritesTest {
  private static final String ONE = "{'M':{'url':{'S':'http://1.1.1.1:1'},'weight':{'N':'0'}}}";
  private static final String TWO = "{'M':{'url':{'S':'http://2.2.2.2:2'},'weight':{'N':'0'}}}";
  private static final String KEY = "'TableName':'traefik','Key':{'id':{'S':'web__backend'}}";

  private final TableWrites table = new TableWrites("traefik");

  private void landed(String operation, String request) {
    table.landed(operation, ChurnCalls.json(request.replace('\'', '"')));
  }

  private static String update(String expression) {
    return "{"
        + KEY
        + ",'UpdateExpression':'"
        + expression
        + "','ExpressionAttributeNames':{'#b':'backend','#s':'servers','#v':'version',"
        + "'#0':'1.1.1.1:1','#1':'2.2.2.2:2'},'ExpressionAttributeValues':{':v':{'N':'2'},':1':"
        + TWO
        + ",':m':{'M':{'1.1.1.1:1':"
        + ONE
        + "}},':n':{'M':{'servers':{'M':{'2.2.2.2:2':"
        + TWO
        + "}}}}}}";
  }

  @Test
  void entriesAndWholeMaps_areUnderstood() {
    landed("UpdateItem", update("SET #b=:n,#v=:v"));
    assertThat(table.servers("web")).containsExactly("2.2.2.2:2");
    landed("UpdateItem", update("SET #v=:v,#b.#s=:m"));
    assertThat(table.servers("web")).containsExactly("1.1.1.1:1");
    landed("UpdateItem", update("SET #v=:v,#b.#s.#1=:1 REMOVE #b.#s.#0"));
    assertThat(table.servers("web")).containsExactly("2.2.2.2:2");
    landed("UpdateItem", update("SET backend.servers = :m"));
    assertThat(table.servers("web")).containsExactly("1.1.1.1:1");
    landed("DeleteItem", "{" + KEY + "}");
    assertThat(table.servers("web")).isEmpty();
  }

  @Test
  void transactions_writeAllOfTheirItems_andChecksNone() {
    String check = "{'ConditionCheck':{'TableName':'lease','Key':{'id':{'S':'x'}}}}";
    String put =
        "{'Put':{'TableName':'traefik','Item':{'id':{'S':'api__backend'},"
            + "'backend':{'M':{'servers':{'M':{'1.1.1.1:1':"
            + ONE
            + "}}}}}}}";
    landed(
        "TransactWriteItems",
        "{'TransactItems':[" + check + ",{'Update':" + update("SET #b=:n") + "}," + put + "]}");

    assertThat(table.all().keySet()).containsExactly("api", "web");
    assertThat(table.servers("api")).containsExactly("1.1.1.1:1");
    assertThat(table.servers("web")).containsExactly("2.2.2.2:2");
  }

  @Test
  void otherTablesAndReads_areLeftAlone() {
    landed("UpdateItem", update("SET #b=:n").replace("'traefik'", "'lease'"));
    landed("GetItem", "{" + KEY + "}");

    assertThat(table.all()).isEmpty();
  }

  @Test
  void whatIsNotUnderstood_isAnError() {
    assertThatThrownBy(() -> landed("UpdateItem", update("ADD #b.#s :m"))).isNotNull();
    assertThatThrownBy(() -> landed("UpdateItem", update("SET #b.#s=:nowhere"))).isNotNull();
    assertThatThrownBy(() -> landed("UpdateItem", update("SET #b.#s.#0.weight=:v"))).isNotNull();
    assertThatThrownBy(() -> landed("BatchWriteItem", "{\"RequestItems\":{\"traefik\":[]}}"))
        .isNotNull();
  }
}
