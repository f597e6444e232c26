"""Validates artifacts against dbt's schemas and reads them with dbt-artifacts-parser: validate.py ARTIFACTS SCHEMAS."""

import json
import pathlib
import sys

import dbt_artifacts_parser.parser as parser
import jsonschema

PARSERS = {
    "manifest": parser.parse_manifest,
    "run_results": parser.parse_run_results,
    "catalog": parser.parse_catalog,
    "sources": parser.parse_sources,
}


def errors(name, artifacts, schemas):
    file = pathlib.Path(artifacts) / f"{name}.json"
    if not file.exists():
        print(f"{name}: not there")
        return 0
    artifact = json.loads(file.read_text())
    schema = json.loads((pathlib.Path(schemas) / f"{name}.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    found = list(validator(schema).iter_errors(artifact))
    for error in found:
        print(f"{name}: {error.json_path}: {error.message}")
    print(f"{name}: {len(found)} errors; read as {type(PARSERS[name](artifact)).__name__}")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if sum(errors(name, *sys.argv[1:3]) for name in PARSERS) else 0)
