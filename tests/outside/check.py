"""Exports of ours -> whether followthemoney, nomenklatura and frictionless themselves take them; run by ``make check-exports``.

Runs in an environment of its own (``requirements.txt`` beside this file), where none of our code is.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

Faults = Iterator[str]


def check_entities(folder: Path) -> Faults:
    """Every entity is of a known schema, every value is one that its property takes, every reference leads to an entity of the file."""
    from followthemoney import ValueEntity, model, registry

    rows = [json.loads(line) for line in (folder / "entities.ftm.json").read_text("utf-8").splitlines()]
    ids = {row["id"] for row in rows}
    for row in rows:
        entity = ValueEntity.from_dict(row, cleaned=False)
        clean = entity.to_dict()
        schema = model.get(row["schema"])
        if schema is None:
            yield f"{row['id']}: no schema {row['schema']}"
            continue
        schema.validate(clean)
        if not registry.entity.validate(row["id"]):
            yield f"{row['id']}: no id of an entity"
        for name, values in row["properties"].items():
            taken = clean["properties"].get(name, ())
            # An address of the web is rewritten (a slash at its end), and still the same.
            is_kept = len(taken) == len(values) if name == "sourceUrl" else set(taken) == set(values)
            if not is_kept:
                yield f"{row['id']}: of {name} {values} it takes {taken}"
            if schema.properties[name].type == registry.entity:
                yield from (f"{row['id']}: {name} {one} leads nowhere" for one in values if one not in ids)
        lacking = [one for one in schema.required if one not in row["properties"]]
        if lacking and not (lacking == ["name"] and "weakAlias" in row["properties"]):
            yield f"{row['id']}: lacks {lacking}"


def check_statements(folder: Path) -> Faults:
    """Every statement bears the id that followthemoney gives it, and together they are the entities of the other file."""
    from followthemoney import Dataset, StatementEntity
    from followthemoney.statement import read_path_statements

    grouped = defaultdict(list)
    for statement in read_path_statements(folder / "statements.ftm.json", format="json"):
        if statement.id != statement.generate_key():
            yield f"{statement}: its id is {statement.id}, and should be {statement.generate_key()}"
        grouped[statement.canonical_id].append(statement)
    dataset = Dataset.make({"name": "resolver", "title": "resolver"})
    for line in (folder / "entities.ftm.json").read_text("utf-8").splitlines():
        row = json.loads(line)
        told = StatementEntity.from_statements(dataset, grouped.pop(row["id"])).to_dict()
        if {name: sorted(values) for name, values in told["properties"].items()} != {
            name: sorted(values) for name, values in row["properties"].items()
        }:
            yield f"{row['id']}: its statements say {told['properties']}"
    yield from (f"{one}: is in no entity" for one in grouped)


def check_judgements(file: Path) -> Faults:
    """The resolver of nomenklatura loads every edge, holds of each pair what we wrote, and dumps the same lines again."""
    from nomenklatura.db import Session, get_engine
    from nomenklatura.resolver import Resolver

    with Session(get_engine("sqlite:///:memory:")) as session:
        resolver = Resolver(session, create=True)
        resolver.load(file)
        ours = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for target, source, judgement, *_ in ours:
            edge = resolver.get_edge(target, source)
            if edge is None or [edge.target.id, edge.source.id, edge.judgement.value] != [
                target,
                source,
                judgement,
            ]:
                yield f"{target} and {source}: {judgement}, and there {edge}"
        dumped = [json.loads(edge.to_line()) for edge in resolver.all_edges(include_suggestions=True)]
        if sorted(map(str, dumped)) != sorted(map(str, ours)):
            yield f"{len(ours)} edges went in, and others came out: {dumped[:3]}"


def check_package(file: Path) -> Faults:
    """The package is valid: every table has the columns, types, keys and hashes that it is said to have."""
    from frictionless import Package, system

    system.trusted = True
    report = Package.from_descriptor(str(file)).validate()
    for errors in report.flatten(["title", "type", "message"]):
        yield ": ".join(map(str, errors))


def main(folders: list[str]) -> int:
    """Check every export in the folders; print what was checked and every fault; return how many faults there are."""
    found = 0
    for folder in map(Path, folders):
        checks: list[tuple[Callable[[Path], Faults], Path]] = []
        if (folder / "entities.ftm.json").is_file():
            checks += [(check_entities, folder), (check_statements, folder)]
        checks += [(check_judgements, file) for file in folder.glob("*.nk.json")]
        checks += [(check_package, file) for file in folder.glob("datapackage.json")]
        for check, of in checks:
            faults = list(check(of))
            found += len(faults)
            print(f"{check.__name__} {of}: {'valid' if not faults else f'{len(faults)} faults'}")
            print("".join(f"  {fault}\n" for fault in faults[:20]), end="")
    return found


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
