package io.github.ecstasktracker.simulation.faults;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.ssm.model.InternalServerErrorException;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.sts.model.StsException;

/** The errors of the real services, by the types the SDK gives them. */
public final class ApiErrors {
  private ApiErrors() {}

  /** A caller's mistake, HTTP 400. */
  public static AwsServiceException bad(Operation operation, String code, String message) {
    return error(operation.service(), 400, code, message);
  }

  /**
   * "Rate exceeded". ECS has no type of its own for it: the SDK gives an {@code EcsException} whose
   * error code is ThrottlingException. EC2 calls it RequestLimitExceeded.
   */
  public static AwsServiceException throttled(Operation operation) {
    return switch (operation.service()) {
      case "ec2" -> error("ec2", 503, "RequestLimitExceeded", "Request limit exceeded.");
      case "sns", "sts", "monitoring" ->
          error(operation.service(), 400, "Throttling", "Rate exceeded");
      default -> error(operation.service(), 400, "ThrottlingException", "Rate exceeded");
    };
  }

  /** Each service has its own word for it. */
  public static AwsServiceException accessDenied(Operation operation) {
    String code =
        switch (operation.service()) {
          case "ec2" -> "UnauthorizedOperation";
          case "sqs" -> "AccessDenied";
          case "sns" -> "AuthorizationError";
          case "sts", "monitoring" -> "AccessDenied";
          default -> "AccessDeniedException";
        };
    String action = operation.toString();
    return error(
        operation.service(), 403, code, "User: tracker is not authorized to perform: " + action);
  }

  public static AwsServiceException serverError(Operation operation) {
    String code =
        switch (operation.service()) {
          case "ecs" -> "ServerException";
          case "ec2" -> "InternalError";
          case "ssm", "dynamodb" -> "InternalServerError";
          default -> "InternalFailure";
        };
    return error(operation.service(), 500, code, "Service Unavailable. Please try again later.");
  }

  private static AwsServiceException error(
      String service, int status, String code, String message) {
    AwsServiceException.Builder type = type(service, code);
    // Where it was made tells nothing, and to find out costs more than the call.
    type.writableStackTrace(false);
    return type.message(message)
        .statusCode(status)
        .requestId("simulated")
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName(service)
                .errorCode(code)
                .errorMessage(message)
                .build())
        .build();
  }

  private static AwsServiceException.Builder type(String service, String code) {
    return switch (service) {
      case "ecs" -> ecs(code);
      case "ec2" -> Ec2Exception.builder();
      case "ssm" ->
          code.equals("InternalServerError")
              ? InternalServerErrorException.builder()
              : SsmException.builder();
      case "sqs" ->
          switch (code) {
            case "QueueDoesNotExist" -> QueueDoesNotExistException.builder();
            case "ReceiptHandleIsInvalid" -> ReceiptHandleIsInvalidException.builder();
            default -> SqsException.builder();
          };
      case "sns" -> code.equals("NotFound") ? NotFoundException.builder() : SnsException.builder();
      case "sts" -> StsException.builder();
      case "events" ->
          code.equals("ResourceNotFoundException")
              ? ResourceNotFoundException.builder()
              : EventBridgeException.builder();
      case "monitoring" -> CloudWatchException.builder();
      case "dynamodb" -> DynamoDbException.builder();
      default -> throw new IllegalArgumentException("no service " + service);
    };
  }

  private static AwsServiceException.Builder ecs(String code) {
    return switch (code) {
      case "InvalidParameterException" -> InvalidParameterException.builder();
      case "ClusterNotFoundException" -> ClusterNotFoundException.builder();
      case "ServiceNotFoundException" -> ServiceNotFoundException.builder();
      case "ClientException" -> ClientException.builder();
      case "ServerException" -> ServerException.builder();
      default -> EcsException.builder();
    };
  }
}
