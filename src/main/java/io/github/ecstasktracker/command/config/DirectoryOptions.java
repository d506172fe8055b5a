package io.github.ecstasktracker.command.config;

import static io.github.ecstasktracker.command.config.Kind.one;
import static io.github.ecstasktracker.command.config.Verb.DOCTOR;
import static io.github.ecstasktracker.command.config.Verb.RUN;

import io.github.ecstasktracker.command.config.Option.Group;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.http.Admission;
import java.util.List;

/** The rows of {@link Options} that speak of queries: what is where. */
final class DirectoryOptions {
  static final Option<List<LinkTemplate>> LINKS =
      Option.of(
              Group.HTTP,
              "--link",
              Kinds.list(
                  one(
                      "NAME=TEMPLATE",
                      "a name and an http or https url, like"
                          + " cadvisor=http://{instance_ip}:9070/docker/{container_id}; a comma in"
                          + " it is %2C",
                      LinkTemplate::parse)),
              "Links that /query answers with under their names, and the only ones that it"
                  + " redirects to. In braces: a field of /query/container_id/<id>/_all,"
                  + " short_container_id or service_name.")
          .onlyFor(RUN, DOCTOR);

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
                  + " agents that bear none: query is /query and /hosts, report is /report. Unset:"
                  + " none.")
          .onlyFor(RUN, DOCTOR);

  private DirectoryOptions() {}
}
