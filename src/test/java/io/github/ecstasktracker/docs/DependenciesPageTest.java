package io.github.ecstasktracker.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** docs/dependencies.md names what pom.xml uses, all of it and nothing else. */
class DependenciesPageTest {
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ((?:`[^`]+`(?:, )?)+) \\|");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  @Test
  void page_namesWhatThePomUses() throws Exception {
    assertThat(onPage()).containsExactlyInAnyOrderElementsOf(inPom());
  }

  /** The artifacts of dependencies, boms, plugins, annotation processors and tools. */
  private static List<String> inPom() throws Exception {
    NodeList ids =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("artifactId");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < ids.getLength(); i++) {
      Element id = (Element) ids.item(i);
      Node holder = id.getParentNode();
      if (!List.of("project", "exclusion").contains(holder.getNodeName())) {
        found.add(id.getTextContent());
      }
    }
    return found.stream().distinct().toList();
  }

  private static List<String> onPage() throws Exception {
    return FIRST_CELL
        .matcher(Files.readString(Path.of("docs", "dependencies.md")))
        .results()
        .flatMap(row -> WORD.matcher(row.group(1)).results())
        .map((MatchResult word) -> word.group(1))
        .toList();
  }
}
