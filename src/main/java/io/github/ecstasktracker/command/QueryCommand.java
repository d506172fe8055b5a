package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.Application;
import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.directory.Finder;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.http.QueryJson;
import io.github.ecstasktracker.http.Whereabouts;
import io.github.ecstasktracker.model.Urgency;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Finds containers by name: asks a running controller, which also knows stopped tasks, or reads ECS
 * itself. It reads no table and has no write client.
 */
final class QueryCommand implements Command {
  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    String name = config.sought().orElseThrow();
    Optional<URI> controller = config.http().leader();
    List<SortedMap<String, String>> rows =
        controller.isPresent()
            ? new LeaderClient(controller.get(), config.http().apiTokenFile()).query(name)
            : here(config, name);
    if (rows.isEmpty()) {
      console.err().println("nothing is known by the name " + name);
      return ExitCode.FINDINGS;
    }
    console
        .out()
        .print(
            switch (config.output().format()) {
              case JSON -> QueryJson.of(rows) + "\n";
              case TEXT -> QueryTable.of(rows);
            });
    console.out().flush();
    return ExitCode.OK;
  }

  private static List<SortedMap<String, String>> here(Config config, String name) {
    try (Application application =
        Application.readOnly(config, OneOff.SPACING, new SimpleMeterRegistry())) {
      for (String cluster : config.scope().clusters()) {
        describeAll(application.ecs(), cluster);
      }
      Whereabouts whereabouts = new Whereabouts(config.http().links());
      return new Finder(application.directory())
          .find(name).stream().map(whereabouts::whole).toList();
    }
  }

  /** Reads every task of a cluster into the directory. */
  private static void describeAll(EcsReader ecs, String cluster) {
    Optional<String> token = Optional.empty();
    do {
      switch (ecs.list(cluster, null, token.orElse(null), Urgency.LIVE)) {
        case TaskList.NoCluster(String reason) -> throw new CommandFailure(reason);
        case TaskList.Failed(String reason, boolean _) -> throw new CommandFailure(reason);
        case TaskList.Page(var arns, var next, long _) -> {
          if (ecs.describe(cluster, () -> arns, Urgency.LIVE)
              instanceof Description.Answered answer) {
            // The directory hears of it.
            answer
                .unresolved()
                .ifPresent(
                    rest -> {
                      var _ = rest.get();
                    });
          }
          token = next;
        }
      }
    } while (token.isPresent());
  }
}
