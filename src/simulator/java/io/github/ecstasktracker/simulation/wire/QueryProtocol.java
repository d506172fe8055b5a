package io.github.ecstasktracker.simulation.wire;

import io.github.ecstasktracker.simulation.shape.QueryShapes;
import io.github.ecstasktracker.simulation.shape.XmlShapes;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** The query protocol with XML answers: SNS and STS in one form, EC2 in another. */
final class QueryProtocol implements Protocol {
  private static final String XML = "text/xml;charset=UTF-8";
  private static final String REQUEST_ID = "00000000-0000-0000-0000-000000000000";

  private static final Map<String, String> NAMESPACES =
      Map.of(
          "sns", "http://sns.amazonaws.com/doc/2010-03-31/",
          "sts", "https://sts.amazonaws.com/doc/2011-06-15/",
          "ec2", "http://ec2.amazonaws.com/doc/2016-11-15/");

  private final String service;

  QueryProtocol(String service) {
    this.service = service;
  }

  @Override
  public void read(AwsRequest request, SdkPojo builder) {
    Map<String, String> parameters = request.parameters();
    parameters.remove("Action");
    parameters.remove("Version");
    QueryShapes.read(parameters, builder);
  }

  @Override
  public Reply answer(AwsRequest request, SdkPojo response) {
    String action = request.parameters().get("Action");
    String fields = XmlShapes.write(response);
    String content =
        service.equals("ec2")
            ? "<requestId>" + REQUEST_ID + "</requestId>" + fields
            : element(action + "Result", fields)
                + element("ResponseMetadata", element("RequestId", REQUEST_ID));
    return Reply.text(
        200,
        XML,
        "<"
            + action
            + "Response xmlns=\""
            + NAMESPACES.get(service)
            + "\">"
            + content
            + "</"
            + action
            + "Response>");
  }

  @Override
  public Reply error(AwsRequest request, AwsServiceException error) {
    String code = element("Code", XmlShapes.escape(error.awsErrorDetails().errorCode()));
    String message = element("Message", XmlShapes.escape(error.awsErrorDetails().errorMessage()));
    String body =
        service.equals("ec2")
            ? element(
                "Response",
                element("Errors", element("Error", code + message))
                    + element("RequestID", REQUEST_ID))
            : element(
                "ErrorResponse",
                element("Error", element("Type", "Sender") + code + message)
                    + element("RequestId", REQUEST_ID));
    return Reply.text(error.statusCode(), XML, body);
  }

  private static String element(String name, String content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }
}
