package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypeTableTest {
  @Test
  void faults_areFoundWithTheirPlaces() throws Exception {
    Tree object =
        Tree.document(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: 7
              labels: {version: 1}
            spec:
              selector: {app: x}
              port: 80
              ports:
                - targetPort: http
                  port: "80"
            """);

    assertThat(TypeTable.ofKubernetes().faults(object, "Service"))
        .containsExactlyInAnyOrder(
            ".metadata.name is no string: 7",
            ".metadata.labels is no labels: {version=1}",
            ".metadata: a ObjectMeta needs namespace!",
            ".spec: a ServiceSpec has no field port",
            ".spec.ports[0].port is no int: 80");
  }
}
