"""Solr from Maven artefacts: jars, home, and two cores (shared/reference/solr.md).

`ckan` has the schema of CKAN with our fields, `library` a schema of our own: documents and their articles.
"""

from __future__ import annotations

import hashlib
import shutil
import string
from pathlib import Path
from xml.etree import ElementTree

from .console import BROKEN_STEP, Refusal, run, step
from .layout import CHECKOUT, Layout
from .machine import has_ipv6, own

RECIPE = CHECKOUT / "deploy" / "solr"
# Where each core keeps its index, below Solr's home.
DATA = {"ckan": "data", "library": "data-library"}
CONNECTOR = """\
  <Call name="addConnector"><Arg>
    <New class="org.eclipse.jetty.server.ServerConnector">
      <Arg name="server"><Ref refid="Server"/></Arg>
      <Set name="host">{host}</Set>
      <Set name="port">{port}</Set>
    </New>
  </Arg></Call>"""


def jars(layout: Layout) -> Path:
    return layout.shared / "solr-lib"


def install(layout: Layout) -> None:
    """Fetch the jars by Maven and hold them against jars.sha256."""
    target = jars(layout)
    stamp = target / ".recipe"
    recipe = hashlib.sha256((RECIPE / "jars.sha256").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == recipe:
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    cache = layout.shared / "cache" / "maven"
    with step("取得 Solr（Maven 构件，约 70 MB）"):
        run(
            ["mvn", "-q", "-B", "-f", str(RECIPE / "pom.xml"), f"-Dmaven.repo.local={cache}",
             "dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={target}"],
            what="取得 Solr",
        )  # fmt: skip
        verify(target)
    stamp.write_text(recipe)


def verify(folder: Path) -> None:
    """Refuse jars whose bytes are not the locked ones."""
    lines = (RECIPE / "jars.sha256").read_text().splitlines()
    locked = {name: digest for digest, name in (line.split() for line in lines)}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    if wrong := sorted(name for name in locked | found if locked.get(name) != found.get(name)):
        raise Refusal(
            f"Solr 的构件与锁定的校验值不符：{'、'.join(wrong[:5])}。请删除 {folder} 后重试。",
            BROKEN_STEP,
        )


def configure(layout: Layout) -> bool:
    """Write Solr's home, web application and cores; say whether a running Solr must be restarted."""
    home = layout.var / "solr"
    own(home, "solr", 0o750)
    webapp = layout.etc / "solr-webapp"
    (webapp / "WEB-INF").mkdir(parents=True, exist_ok=True)
    (home / "home").mkdir(exist_ok=True)
    shutil.copy(RECIPE / "web.xml", webapp / "WEB-INF" / "web.xml")
    hosts = ["127.0.0.1", *(["::1"] if has_ipv6() else [])]
    connectors = "\n".join(CONNECTOR.format(host=host, port=layout.ports["solr"]) for host in hosts)
    template = string.Template((RECIPE / "jetty.xml").read_text())
    (layout.etc / "jetty.xml").write_text(template.substitute(connectors=connectors, webapp=webapp))
    (home / "home" / "solr.xml").write_text("<solr/>\n")
    changed = [_core(home, name, text) for name, text in schemas(layout).items()]
    return any(changed)


def _core(home: Path, name: str, text: str) -> bool:
    """Write one core and say whether its schema is new."""
    core, data = home / "home" / name, home / DATA[name]
    own(data, "solr", 0o750)
    (core / "conf").mkdir(parents=True, exist_ok=True)
    (core / "core.properties").write_text(f"name={name}\ndataDir={data}\n")
    shutil.copy(RECIPE / "solrconfig.xml", core / "conf" / "solrconfig.xml")
    for words in ("synonyms.txt", "protwords.txt", "stopwords.txt"):
        (core / "conf" / words).touch()
    target = core / "conf" / "schema.xml"
    changed = not target.exists() or target.read_text() != text
    target.write_text(text)
    return changed


def schemas(layout: Layout) -> dict[str, str]:
    """The schema of each core."""
    return {"ckan": schema(layout), "library": (RECIPE / "library.xml").read_text()}


def schema(layout: Layout) -> str:
    """CKAN's own schema with our fields before its end; its name, which CKAN checks, stays."""
    [original] = layout.environment.glob("lib/python3*/site-packages/ckan/config/solr/schema.xml")
    additions = ElementTree.parse(RECIPE / "ankang_fields.xml").getroot()
    ours = "".join(ElementTree.tostring(field, encoding="unicode") for field in additions)
    head, _, tail = original.read_text().rpartition("</schema>")
    return f"{head}\n{ours}\n</schema>{tail}"


def command(layout: Layout) -> str:
    """The command that runs Solr in the foreground."""
    home = layout.var / "solr"
    options = {
        "solr.solr.home": home / "home",
        "solr.log.dir": home,
        "solr.install.dir": home,
        "solr.default.confdir": home / "home" / "ckan" / "conf",
        "java.io.tmpdir": home,
        "log4j2.level": "WARN",
        "solr.disable.allowUrls": "true",
    }
    flags = " ".join(f"-D{key}={value}" for key, value in options.items())
    return (
        f"java -Xms256m -Xmx512m {flags} -cp {jars(layout)}/* "
        f"org.eclipse.jetty.xml.XmlConfiguration {layout.etc / 'jetty.xml'}"
    )
