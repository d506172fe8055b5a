package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static final Template TEMPLATE =
      Template.parse(
          "sample",
          """
          Resources:
            Queue:
              Type: AWS::SQS::Queue
              Condition: Wanted
              Properties:
                QueueName: !Sub "${Prefix}-${AWS::Region}-${!literal}-${Other.Arn}"
                VisibilityTimeout: "60"
                DelaySeconds: !If [Slow, !Ref Delay, !Ref AWS::NoValue]
                RedrivePolicy:
                  deadLetterTargetArn: !GetAtt Letters.Arn
                FifoQeue: true
          """);

  @Test
  void references_areFoundInEveryForm() {
    assertThat(TEMPLATE.references()).containsExactly("Delay", "Letters", "Other", "Prefix");
  }

  @Test
  void conditions_areFoundInEveryForm() {
    assertThat(TEMPLATE.conditionsAskedFor()).containsExactly("Slow", "Wanted");
  }

  @Test
  void shortTags_areTheFunctionsTheyStandFor() {
    Tree properties = TEMPLATE.tree().at("Resources", "Queue", "Properties");

    assertThat(properties.at("RedrivePolicy", "deadLetterTargetArn", "Fn::GetAtt").value())
        .isEqualTo(List.of("Letters", "Arn"));
    assertThat(properties.at("DelaySeconds").items("Fn::If")).hasSize(3);
  }

  @Test
  void misspeltProperty_andValueOfAnotherType_areFound() throws Exception {
    Tree properties = TEMPLATE.tree().at("Resources", "Queue", "Properties");

    assertThat(TypeTable.ofCloudFormation().faults(properties, "AWS::SQS::Queue"))
        .containsExactlyInAnyOrder(
            ".Resources.Queue.Properties.VisibilityTimeout is no int: 60",
            ".Resources.Queue.Properties: a AWS::SQS::Queue has no field FifoQeue");
  }
}
