package io.github.ecstasktracker.simulation.wire;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.github.ecstasktracker.simulation.api.AwsApi;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

/** Every operation that is answered over the wire. */
final class Routes {
  private final Map<Operation, Route> routes;

  Routes(AwsApi api) {
    this.routes =
        List.of(ecs(api), events(api), others(api)).stream()
            .flatMap(List::stream)
            .collect(toUnmodifiableMap(Route::operation, route -> route));
  }

  Optional<Route> find(Operation operation) {
    return Optional.ofNullable(routes.get(operation));
  }

  private static List<Route> ecs(AwsApi api) {
    return List.of(
        Route.of(Operation.LIST_TASKS, ListTasksRequest::builder, api.tasks()::listTasks),
        Route.of(
            Operation.DESCRIBE_TASKS, DescribeTasksRequest::builder, api.tasks()::describeTasks),
        Route.of(
            Operation.LIST_CONTAINER_INSTANCES,
            ListContainerInstancesRequest::builder,
            api.hosts()::listContainerInstances),
        Route.of(
            Operation.DESCRIBE_CONTAINER_INSTANCES,
            DescribeContainerInstancesRequest::builder,
            api.hosts()::describeContainerInstances),
        Route.of(
            Operation.LIST_SERVICES, ListServicesRequest::builder, api.services()::listServices),
        Route.of(
            Operation.DESCRIBE_SERVICES,
            DescribeServicesRequest::builder,
            api.services()::describeServices),
        Route.of(
            Operation.DESCRIBE_TASK_DEFINITION,
            DescribeTaskDefinitionRequest::builder,
            api.services()::describeTaskDefinition),
        Route.of(
            Operation.DESCRIBE_CLUSTERS,
            DescribeClustersRequest::builder,
            api.services()::describeClusters));
  }

  private static List<Route> events(AwsApi api) {
    return List.of(
        Route.of(Operation.PUT_RULE, PutRuleRequest::builder, api.events()::putRule),
        Route.of(Operation.DESCRIBE_RULE, DescribeRuleRequest::builder, api.events()::describeRule),
        Route.of(Operation.PUT_TARGETS, PutTargetsRequest::builder, api.events()::putTargets),
        Route.of(
            Operation.LIST_TARGETS_BY_RULE,
            ListTargetsByRuleRequest::builder,
            api.events()::listTargetsByRule),
        Route.of(
            Operation.LIST_RULE_NAMES_BY_TARGET,
            ListRuleNamesByTargetRequest::builder,
            api.events()::listRuleNamesByTarget),
        Route.of(Operation.PUT_EVENTS, PutEventsRequest::builder, api.events()::putEvents),
        Route.of(
            Operation.SET_QUEUE_ATTRIBUTES,
            SetQueueAttributesRequest::builder,
            api.sqs()::setQueueAttributes),
        Route.of(
            Operation.SET_TOPIC_ATTRIBUTES,
            SetTopicAttributesRequest::builder,
            api.sns()::setTopicAttributes));
  }

  private static List<Route> others(AwsApi api) {
    return List.of(
        Route.of(
            Operation.DESCRIBE_INSTANCES,
            DescribeInstancesRequest::builder,
            api.ec2()::describeInstances),
        Route.of(
            Operation.DESCRIBE_INSTANCE_INFORMATION,
            DescribeInstanceInformationRequest::builder,
            api.ssm()::describeInstanceInformation),
        Route.of(
            Operation.PUT_METRIC_DATA,
            PutMetricDataRequest::builder,
            api.cloudWatch()::putMetricData),
        Route.of(
            Operation.GET_CALLER_IDENTITY,
            GetCallerIdentityRequest::builder,
            api.sts()::getCallerIdentity),
        Route.of(Operation.RECEIVE_MESSAGE, ReceiveMessageRequest::builder, api.receive()::receive),
        Route.of(Operation.SEND_MESSAGE, SendMessageRequest::builder, api.sqs()::sendMessage),
        Route.of(Operation.DELETE_MESSAGE, DeleteMessageRequest::builder, api.sqs()::deleteMessage),
        Route.of(
            Operation.DELETE_MESSAGE_BATCH,
            DeleteMessageBatchRequest::builder,
            api.sqs()::deleteMessageBatch),
        Route.of(
            Operation.CHANGE_MESSAGE_VISIBILITY,
            ChangeMessageVisibilityRequest::builder,
            api.sqs()::changeMessageVisibility),
        Route.of(
            Operation.CHANGE_MESSAGE_VISIBILITY_BATCH,
            ChangeMessageVisibilityBatchRequest::builder,
            api.sqs()::changeMessageVisibilityBatch),
        Route.of(Operation.GET_QUEUE_URL, GetQueueUrlRequest::builder, api.sqs()::getQueueUrl),
        Route.of(
            Operation.GET_QUEUE_ATTRIBUTES,
            GetQueueAttributesRequest::builder,
            api.sqs()::getQueueAttributes),
        Route.of(Operation.PUBLISH, PublishRequest::builder, api.sns()::publish),
        Route.of(Operation.SUBSCRIBE, SubscribeRequest::builder, api.sns()::subscribe),
        Route.of(
            Operation.CONFIRM_SUBSCRIPTION,
            ConfirmSubscriptionRequest::builder,
            api.sns()::confirmSubscription),
        Route.of(
            Operation.GET_TOPIC_ATTRIBUTES,
            GetTopicAttributesRequest::builder,
            api.sns()::getTopicAttributes));
  }
}
