package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.Core;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.directory.Finder;
import io.github.ecstasktracker.http.QueryJson;
import io.github.ecstasktracker.http.Whereabouts;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Urgency;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Tells what is where: asks a running controller, which knows of what stopped too, or reads ECS
 * itself. Reads no table, and has nothing that could write.
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
    try (Core core = Core.readOnly(config, OneOff.SPACING, new SimpleMeterRegistry())) {
      for (String cluster : config.scope().clusters()) {
        if (core.desired().observeCluster(cluster, Set.of(), Urgency.LIVE)
            instanceof Observation.Void(String reason, boolean _)) {
          throw new CommandFailure(reason);
        }
      }
      Whereabouts whereabouts = new Whereabouts(config.http().links());
      return new Finder(core.directory()).find(name).stream().map(whereabouts::whole).toList();
    }
  }
}
