package io.github.ecstasktracker.deploy;

import java.util.List;
import java.util.Optional;

/** The objects that one set of values makes. */
record Release(List<Tree> objects) {
  Optional<Tree> find(String kind) {
    return objects.stream().filter(o -> o.at("kind").text().equals(kind)).findFirst();
  }

  Tree get(String kind) {
    return find(kind).orElseThrow(() -> new AssertionError("no " + kind));
  }

  Tree pod() {
    return get("Deployment").at("spec", "template", "spec");
  }

  Tree podLabels() {
    return get("Deployment").at("spec", "template", "metadata", "labels");
  }

  Tree container() {
    return pod().at("containers").items().getFirst();
  }

  List<String> args() {
    return container().items("args").stream().map(Tree::text).toList();
  }

  int replicas() {
    return get("Deployment").at("spec", "replicas").number();
  }
}
