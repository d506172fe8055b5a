package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Kind.one;
import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.QUERY;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.http.Admission;
import java.util.List;
import java.util.regex.Pattern;

/** The rows of {@link Options} for queries. */
final class DirectoryOptions {
  static final Option<String> NAME =
      Option.of(
              Group.SCOPE,
              "--name",
              Kinds.text(
                  "NAME",
                  "a name or address of at most 255 letters, digits and marks of : / . _ [ ] -",
                  Pattern.compile("[A-Za-z0-9:/._\\[\\]-]{1,255}")),
              "What to find; the flag may be omitted. A task's id or ARN, a container's id or its"
                  + " beginning, a service or cluster/service, an address with its port like"
                  + " 10.0.1.5:32768 or 10.0.1.5:53/udp, a host's id or address.")
          .onlyFor(QUERY);

  static final Option<List<LinkTemplate>> LINKS =
      Option.of(
              Group.HTTP,
              "--link",
              Kinds.list(
                  one(
                      "NAME=TEMPLATE",
                      "a name and an http or https URL, like"
                          + " cadvisor=http://{instance_ip}:9070/docker/{container_id}; write a"
                          + " comma in it as %2C",
                      LinkTemplate::parse)),
              "Links that /query returns under their names; it redirects only to these."
                  + " Placeholders in braces: a field of /query/container_id/<id>/_all,"
                  + " short_container_id or service_name.")
          .onlyFor(RUN, QUERY, DOCTOR);

  static final Option<List<Admission>> ALLOW_CIDR =
      Option.of(
              Group.HTTP,
              "--allow-cidr",
              Kinds.list(
                  one(
                      "GROUP=CIDR",
                      "query or report and a network, like query=10.0.0.0/8",
                      Admission::parse)),
              "Networks whose machines need no token for a group of routes, for old clients and"
                  + " agents without one: query is /query and /hosts, report is /report. Unset:"
                  + " none.")
          .onlyFor(RUN, DOCTOR);

  static final Option<Boolean> ALL_HOSTS =
      Option.of(
              Group.HTTP,
              "--all-hosts",
              Kinds.onOff(),
              "/hosts also shows container instances without tasks, at the cost of one more"
                  + " ListContainerInstances call per hundred instances for a request.")
          .defaultsTo("off")
          .onlyFor(RUN, DOCTOR);

  private DirectoryOptions() {}
}
