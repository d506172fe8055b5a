package io.github.ecstasktracker.simulation.core;

/** Who the simulated account is, and how its resources are named. */
public record Identity(String accountId, String region) {
  public static final Identity DEFAULT = new Identity("111122223333", "eu-west-1");

  public String cluster(String name) {
    return ecs("cluster/" + name);
  }

  public String service(String cluster, String name) {
    return ecs("service/" + cluster + "/" + name);
  }

  public String task(String cluster, String id) {
    return ecs("task/" + cluster + "/" + id);
  }

  /** The form before 2018, still met in old accounts: no cluster, and a UUID. */
  public String shortTask(String id) {
    return ecs("task/" + id);
  }

  public String container(String cluster, String taskId, String id) {
    return ecs("container/" + cluster + "/" + taskId + "/" + id);
  }

  public String containerInstance(String cluster, String id) {
    return ecs("container-instance/" + cluster + "/" + id);
  }

  public String taskDefinition(String family, int revision) {
    return ecs("task-definition/" + family + ":" + revision);
  }

  public String topic(String name) {
    return "arn:aws:sns:" + region + ":" + accountId + ":" + name;
  }

  public String queue(String name) {
    return "arn:aws:sqs:" + region + ":" + accountId + ":" + name;
  }

  public String rule(String name) {
    return "arn:aws:events:" + region + ":" + accountId + ":rule/" + name;
  }

  public String queueUrl(String name) {
    return "https://sqs." + region + ".amazonaws.com/" + accountId + "/" + name;
  }

  /** What follows the last slash of an ARN, a URL or a plain name. */
  public static String lastPart(String arnOrName) {
    return arnOrName.substring(arnOrName.lastIndexOf('/') + 1);
  }

  private String ecs(String resource) {
    return "arn:aws:ecs:" + region + ":" + accountId + ":" + resource;
  }
}
