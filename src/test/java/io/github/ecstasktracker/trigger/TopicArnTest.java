package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicArnTest {
  @ParameterizedTest
  @CsvSource({
    "arn:aws:sns:eu-west-1:123456789012:t,sns.eu-west-1.amazonaws.com",
    "arn:aws-cn:sns:cn-north-1:123456789012:t,sns.cn-north-1.amazonaws.com.cn",
    "arn:aws-us-gov:sns:us-gov-west-1:123456789012:t.fifo,sns.us-gov-west-1.amazonaws.com"
  })
  void snsHost_isThatOfTheTopicsRegionAndPartition(String arn, String host) {
    assertThat(TopicArn.parse(arn)).map(TopicArn::snsHost).contains(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MyTopic",
        "arn:aws:sqs:eu-west-1:123456789012:t",
        "arn:aws:sns:eu-west-1:123456789012:",
        "arn:aws:sns:eu-west-1:123456789012:t:c9135db0",
        "arn:aws:sns:evil.example/:123456789012:t",
        "arn:aws:sns:eu-west-1:12:t",
        "arn:aws:sns:eu-west-1:123456789012:t.u",
        "arn:aws:sns:eu-west-1:123456789012:t\n"
      })
  void parse_whatIsNoTopic_isEmpty(String text) {
    assertThat(TopicArn.parse(text)).isEmpty();
  }

  @Test
  void constructor_whatIsNoTopic_throws() {
    assertThatThrownBy(() -> new TopicArn("MyTopic")).isInstanceOf(IllegalArgumentException.class);
  }
}
