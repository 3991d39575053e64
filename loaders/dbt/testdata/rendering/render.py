"""What dbt itself makes of the models of the projects that tests have: the goldens that our rendering is compared with.

    python render.py OUT [NAME…]

writes OUT/<project>.<adapter>.txtar, a file with the compiled SQL of each model, for all projects or those of these names. On DuckDB
the project is built first, so that what models ask of the warehouse is answered; on BigQuery nothing is asked. The names of relations
become <schema.name>, where the schema is ref, seeds or the name of the source; lines lose the blanks at their ends, and empty lines go.
"""

import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).resolve().parent
MACROS = HERE.parent.parent / "macros"  # those that the program brings stand in for packages that only `dbt deps` can fetch
PROJECTS = sorted(HERE.parent.glob("projects/*")) + sorted(HERE.glob("projects/*"))

STARTED = datetime.datetime(2026, 6, 12, 8, 30, tzinfo=datetime.timezone.utc)  # as the tests have it


def profile(adapter, folder):
    if adapter == "duckdb":
        return {"type": "duckdb", "path": str(folder / "memory.duckdb"), "schema": "main", "threads": 1}
    return {"type": "bigquery", "method": "oauth-secrets", "token": "none", "project": "memory", "schema": "main", "threads": 1}


def prepare(project, adapter, folder):
    """Copies the project to where dbt may write, with a profile of its own and the packages that it wants."""
    at = folder / "project"
    shutil.copytree(project, at)
    for file in at.rglob("*.*"):
        try:
            file.is_file() and file.read_text("utf-8")
        except UnicodeDecodeError:  # which dbt refuses and trace reads
            file.write_text(file.read_text("latin-1"), "utf-8")
    config = yaml.safe_load((at / "dbt_project.yml").read_text())
    config["profile"] = "any"
    (at / "dbt_project.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    target = {"any": {"target": "prod", "outputs": {"prod": profile(adapter, folder)}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(target))
    wanted = at / "packages.yml"
    for package in yaml.safe_load(wanted.read_text())["packages"] if wanted.exists() else []:
        if "local" in package:
            shutil.copytree(at / package["local"], at / "dbt_packages" / package["local"])
            continue
        name = package.get("package", "").split("/")[-1]
        to = at / "dbt_packages" / name
        if not name or to.exists() or not (MACROS / name).exists():
            continue
        shutil.copytree(MACROS / name, to / "macros")
        (to / "dbt_project.yml").write_text("name: %s\nversion: 1.0.0\nconfig-version: 2\n" % name)
        tests = {t for f in at.rglob("*.yml") for t in re.findall(r"\b%s\.(\w+):" % name, f.read_text())}  # which are not run
        (to / "macros" / "tests.sql").write_text("".join("{%% test %s(model) %%}{{ kwargs }}{%% endtest %%}\n" % t for t in sorted(tests)))
    return at


def dbt(at, *args):
    env = {"PATH": os.environ["PATH"], "HOME": str(at.parent), "PYTHONWARNINGS": "ignore", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "RENDERED": "yes"}
    run = subprocess.run(
        [sys.executable, __file__, "--dbt", "--quiet", "--no-use-colors", "--no-version-check", *args, "--profiles-dir", ".."],
        cwd=at, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.stdout


def run_dbt(args):
    """Runs dbt in this process: at a time of its own, and over a warehouse that has no tables where that is BigQuery."""
    import dbt.tracking
    from dbt.adapters.bigquery import BigQueryAdapter
    from dbt.cli.main import dbtRunner
    from dbt_common.exceptions import CompilationError

    begin = dbt.tracking.User.__init__

    def at_that_time(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        self.run_started_at = STARTED

    def refuse(self, *args, **kwargs):
        raise CompilationError("there is no warehouse to ask")

    dbt.tracking.User.__init__ = at_that_time
    BigQueryAdapter.get_relation = lambda self, *args, **kwargs: None
    BigQueryAdapter.get_columns_in_relation = BigQueryAdapter.execute = refuse
    sys.exit(not dbtRunner().invoke(args).success)


def names(manifest, reader):
    """What the relations of a manifest are called, and what they are called here; the longest first. A seed may be a source too: then the
    reader says which is meant."""
    out = {}
    known = {**manifest["nodes"], **manifest["sources"]}
    for node in [known[i] for i in reader["depends_on"]["nodes"] if i in known] + list(known.values()):
        name = node.get("relation_name")
        if not name:
            continue
        kind = node["resource_type"]
        schema = {"seed": "seeds", "source": node.get("source_name")}.get(kind, "ref")
        own = node["identifier"] if kind == "source" else node["name"]
        if node.get("version") is not None:
            own += "_v%s" % node["version"]
        out.setdefault(name, "<%s.%s>" % (schema, own))
    return sorted(out.items(), key=lambda pair: -len(pair[0]))


def rendered(project, adapter):
    with tempfile.TemporaryDirectory() as tmp:
        at = prepare(project, adapter, pathlib.Path(tmp))
        options = ["--no-introspect", "--no-populate-cache"]
        if adapter == "duckdb":
            dbt(at, "build", "--full-refresh", "--exclude-resource-type", "test")  # models that cannot be run are only not there
            options = []
        without = [] if adapter == "duckdb" else ["asks_*"]
        while True:  # a model that asks the warehouse where there is none ends the whole run
            said = dbt(at, "compile", "--full-refresh", *options, *(["--exclude", *without] if without else []))
            failed = re.search(r"encountered an error:(?:.|\n)*? in (?:model|snapshot) (\w+) ", said, re.I)
            if not failed or failed[1] in without:
                break
            without.append(failed[1])
        if not (at / "target" / "manifest.json").exists():
            sys.exit("%s on %s: %s" % (project.name, adapter, said))
        manifest = json.loads((at / "target" / "manifest.json").read_text())
    out = []
    for node in sorted(manifest["nodes"].values(), key=lambda n: n["unique_id"]):
        if node["resource_type"] not in ("model", "snapshot"):
            continue
        name = node["name"] + ("_v%s" % node["version"] if node.get("version") is not None else "")
        sql = node.get("compiled_code")
        if not node.get("compiled") or sql is None:
            continue  # it asks a warehouse, and there is none
        for relation, ours in names(manifest, node):
            sql = sql.replace(relation, ours)
        lines = [line.rstrip() for line in sql.split("\n")]
        out.append("-- %s --\n%s\n" % (name, "\n".join(line for line in lines if line)))
    return "".join(out)


def main():
    to = pathlib.Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    for project in PROJECTS:
        if sys.argv[2:] and project.name not in sys.argv[2:]:
            continue
        for adapter in ("duckdb", "bigquery"):
            (to / ("%s.%s.txtar" % (project.name, adapter))).write_text(rendered(project, adapter))


if sys.argv[1] == "--dbt":
    run_dbt(sys.argv[2:])
main()
