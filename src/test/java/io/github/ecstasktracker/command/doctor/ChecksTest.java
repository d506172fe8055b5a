package io.github.ecstasktracker.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.aws.Caller;
import io.github.ecstasktracker.app.aws.QueueFacts;
import io.github.ecstasktracker.command.doctor.Finding.Status;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListTasks: AccessDeniedException: User is not authorized | ecs:ListTasks",
        "Scan of table traefik: AccessDeniedException: no | dynamodb:Scan",
        "DescribeInstances: UnauthorizedOperation: You are not | ec2:DescribeInstances",
        "DescribeInstanceInformation: AccessDeniedException: x | ssm:DescribeInstanceInformation",
        "GetQueueAttributes: AccessDenied: Access to the resource | sqs:GetQueueAttributes",
        "table t could not be described: DescribeTable of table t: AccessDeniedException: x |"
            + " dynamodb:DescribeTable",
        "address not found: DescribeContainerInstances: AccessDeniedException: x |"
            + " ecs:DescribeContainerInstances",
        "Scan of table t: AccessDeniedException: User: x is not authorized to perform: kms:Decrypt"
            + " on resource: y | kms:Decrypt",
      })
  void missingPermission_namesItsAction(String reason, String action) {
    Finding finding = Finding.failed("check", reason);

    assertThat(finding.status()).isEqualTo(Status.FOUND);
    assertThat(finding.mend()).startsWith("allow " + action + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ListTasks: ThrottlingException: Rate exceeded",
        "ListTasks: Unable to execute HTTP request",
        "",
      })
  void otherFailure_isUnchecked(String reason) {
    assertThat(Finding.failed("check", reason).status()).isEqualTo(Status.UNCHECKED);
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "30, OK", "31, FOUND", "-30, OK", "-31, FOUND"})
  void clock_mayBeHalfAMinuteOff(long seconds, Status status) {
    List<Finding> findings =
        new IdentityCheck(
                () ->
                    new Result.Ok<>(
                        new Caller("1", "arn", Optional.of(Duration.ofSeconds(seconds)))))
            .run();

    assertThat(findings).extracting(Finding::check).containsExactly("credentials", "clock");
    assertThat(findings.getLast().status()).isEqualTo(status);
  }

  @Test
  void credentialsThatAreMissing_areUncheckedWithAllWaysToGiveThem() {
    assertThat(
            new IdentityCheck(() -> new Result.Failed<>("Unable to load credentials", false)).run())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.UNCHECKED);
              assertThat(finding.mend()).contains("task role", "AWS_PROFILE");
            });
  }

  @Test
  void queueWithoutDeadLetters_isAFinding() {
    assertThat(
            new QueueCheck(() -> new Result.Ok<>(new QueueFacts("3", true, Duration.ofMinutes(10))))
                .run())
        .containsExactly(Finding.ok("queue", "reachable, 3 messages waiting"));
    assertThat(
            new QueueCheck(
                    () -> new Result.Ok<>(new QueueFacts("3", false, Duration.ofMinutes(10))))
                .run())
        .singleElement()
        .matches(finding -> finding.status() == Status.FOUND);
  }

  @Test
  void issuerWithoutKeys_isAFindingThatSaysWhatFollows() {
    assertThat(new IssuerCheck(() -> new Result.Ok<>(2)).run())
        .containsExactly(Finding.ok("token issuer", "keys for checking tokens: 2"));
    assertThat(new IssuerCheck(() -> new Result.Failed<>("it answers 404", false)).run())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.FOUND);
              assertThat(finding.what()).contains("it answers 404", "none of its tokens");
            });
  }

  @Test
  void diagnosis_isOneCleanLineAFinding() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(Finding.ok("a", "fine"), Finding.found("b", "bad\n[ok] forged", "mend it")));

    assertThat(diagnosis.text(false))
        .isEqualTo("[ok] a: fine\n[!!] b: bad?[ok] forged - mend it\n");
    assertThat(diagnosis.text(true)).startsWith("\u001b[32m[ok]\u001b[0m a: fine\n\u001b[31m[!!]");
  }
}
