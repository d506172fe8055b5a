package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.Application;
import io.github.ecstasktracker.app.Election;
import io.github.ecstasktracker.app.RuleWiring;
import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.aws.Caller;
import io.github.ecstasktracker.app.aws.OneHost;
import io.github.ecstasktracker.app.aws.OneTask;
import io.github.ecstasktracker.app.aws.QueueFacts;
import io.github.ecstasktracker.app.aws.WriteTrial;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.command.doctor.BackendsCheck;
import io.github.ecstasktracker.command.doctor.Check;
import io.github.ecstasktracker.command.doctor.ClusterCheck;
import io.github.ecstasktracker.command.doctor.Diagnosis;
import io.github.ecstasktracker.command.doctor.Finding;
import io.github.ecstasktracker.command.doctor.HeadroomCheck;
import io.github.ecstasktracker.command.doctor.HistoryCheck;
import io.github.ecstasktracker.command.doctor.HostsCheck;
import io.github.ecstasktracker.command.doctor.IdentityCheck;
import io.github.ecstasktracker.command.doctor.IssuerCheck;
import io.github.ecstasktracker.command.doctor.LeaseCheck;
import io.github.ecstasktracker.command.doctor.QueueCheck;
import io.github.ecstasktracker.command.doctor.RuleCheck;
import io.github.ecstasktracker.command.doctor.TableCheck;
import io.github.ecstasktracker.command.doctor.WritesCheck;
import io.github.ecstasktracker.history.dynamodb.HistoryTable;
import io.github.ecstasktracker.http.auth.IssuerClient;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.LeaseStore;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
import io.github.ecstasktracker.lease.dynamodb.LeaseTable;
import io.github.ecstasktracker.lease.dynamodb.LeaseTableShape;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Checks everything that the controller needs and changes nothing. With {@code --create} it creates
 * a missing lease or history table and enables its time to live.
 */
final class DoctorCommand implements Command {
  private final InstantSource wall;

  DoctorCommand(InstantSource wall) {
    this.wall = wall;
  }

  @Override
  public int execute(Config config, Console console) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Application application = Application.readOnly(config, OneOff.SPACING, registry)) {
      List<Finding> findings = new ArrayList<>();
      findings.add(configuration(config));
      checks(config, application).forEach(check -> findings.addAll(check.run()));
      HeadroomCheck.Used before = CallCounts.of(registry);
      boolean readable = findings.stream().noneMatch(DoctorCommand::bars);
      if (readable) {
        findings.addAll(backends(application).run());
      }
      if (readable || before.throttled() > 0) {
        findings.addAll(headroom(config, before, registry).run());
      }
      Diagnosis diagnosis = new Diagnosis(findings);
      console
          .out()
          .print(
              switch (config.output().format()) {
                case JSON -> diagnosis.json();
                case TEXT -> diagnosis.text(console.colors(config.output().color()));
              });
      console.out().flush();
      if (diagnosis.any(Finding.Status.UNCHECKED)) {
        return ExitCode.ERROR;
      }
      return diagnosis.any(Finding.Status.FOUND) ? ExitCode.FINDINGS : ExitCode.OK;
    }
  }

  /** A full read would only repeat these findings. */
  private static boolean bars(Finding finding) {
    return finding.status() != Finding.Status.OK
        && (finding.check().startsWith("cluster ") || finding.check().equals("table"));
  }

  private static Check backends(Application application) {
    return new BackendsCheck(
        () -> application.controller().onePass(false), application.controller()::view);
  }

  private static Check headroom(Config config, HeadroomCheck.Used before, MeterRegistry registry) {
    return new HeadroomCheck(
        () -> CallCounts.since(before, registry),
        new HeadroomCheck.Allowed(
            AwsApi.ECS_CLUSTER_RESOURCE_READ.refillPerSecond(),
            config.pace().apiShare(),
            config.pace().resyncInterval()));
  }

  /** An invalid configuration ended the command earlier; this is a summary of the valid one. */
  private static Finding configuration(Config config) {
    String heard =
        config.triggers().any()
            ? "events are received"
            : "no event source: changes are seen at each resync";
    return Finding.ok(
        "configuration",
        "%s into table %s; %s"
            .formatted(
                String.join(", ", config.scope().clusters()), config.scope().table(), heard));
  }

  private List<Check> checks(Config config, Application application) {
    AwsClients clients = application.clients();
    StsClient sts = clients.sts();
    EcsClient ecs = clients.ecs();
    List<Check> checks = new ArrayList<>();
    checks.add(new IdentityCheck(() -> Caller.ask(sts, wall)));
    for (String cluster : config.scope().clusters()) {
      checks.add(new ClusterCheck(cluster, name -> OneTask.of(ecs, name), application.ecs()));
      if (config.http().allHosts()) {
        checks.add(new HostsCheck(cluster, name -> OneHost.of(ecs, name)));
      }
    }
    checks.add(new TableCheck(application.inspector(), application.backends()));
    DynamoDbClient leases = clients.leaseDynamoDb();
    checks.add(lease(config, leases));
    config.historyTable().ifPresent(table -> checks.add(history(config, table, leases)));
    if (config.rules().tryWrites()) {
      checks.add(writes(config, new WriteTrial(leases)));
    }
    config
        .triggers()
        .queueUrl()
        .ifPresent(
            url -> {
              SqsClient sqs = clients.sqs();
              checks.add(new QueueCheck(() -> QueueFacts.of(sqs, url)));
            });
    config.http().jwt().ifPresent(trusted -> checks.add(issuer(trusted)));
    RuleWiring.survey(config, clients).ifPresent(survey -> checks.add(new RuleCheck(survey)));
    return checks;
  }

  private static IssuerCheck issuer(TrustedIssuer trusted) {
    return new IssuerCheck(
        () -> {
          try (IssuerClient client = new IssuerClient(trusted)) {
            return client.fetch();
          }
        });
  }

  private static WritesCheck writes(Config config, WriteTrial trial) {
    String table = config.scope().table();
    Config.Replicas replicas = config.replicas();
    return new WritesCheck(
        new WritesCheck.Trial() {
          @Override
          public Optional<String> update(String of, String item) {
            return trial.update(of, item);
          }

          @Override
          public Optional<String> conditionCheck(String of, String item) {
            return trial.conditionCheck(of, item);
          }
        },
        table,
        replicas.elect()
            ? Optional.of(
                new WritesCheck.Lease(
                    replicas.leaseTable(),
                    DynamoDbLeaseStore.heartbeatId(table),
                    DynamoDbLeaseStore.epochId(table)))
            : Optional.empty());
  }

  private static HistoryCheck history(Config config, String name, DynamoDbClient client) {
    HistoryTable table = new HistoryTable(client, name);
    return new HistoryCheck(
        new HistoryCheck.Table() {
          @Override
          public TableShape inspect() {
            return table.inspect();
          }

          @Override
          public TableShape create() throws InterruptedException {
            return table.create(MonotonicClock.SYSTEM, Pause.SLEEP);
          }

          @Override
          public Result<Set<HistoryTable.Lack>> lacks() {
            return table.lacks();
          }
        },
        config.replicas().create());
  }

  private static LeaseCheck lease(Config config, DynamoDbClient client) {
    Config.Replicas replicas = config.replicas();
    LeaseTable table = new LeaseTable(client, replicas.leaseTable());
    LeaseStore store = Election.store(config, client);
    return new LeaseCheck(
        new LeaseCheck.Table() {
          @Override
          public LeaseTableShape inspect() {
            return table.inspect();
          }

          @Override
          public LeaseTableShape create() throws InterruptedException {
            return table.create(MonotonicClock.SYSTEM, Pause.SLEEP);
          }

          @Override
          public Result<Boolean> forgets() {
            return table.forgets();
          }
        },
        () -> Election.liveLease(store, Election.timing(replicas)),
        new LeaseCheck.Wanted(
            replicas.elect(),
            Candidate.of("doctor", UUID.randomUUID(), config.scope().clusters()).scope(),
            replicas.create()));
  }
}
