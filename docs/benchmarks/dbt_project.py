"""Writes a dbt project with the models of io.pulsemetrics.benchmark.SyntheticProject: dbt_project.py DIRECTORY [MODELS] [--tests].

Each model has five columns and reads three models of the storey below it, or three sources on the lowest storey. With --tests each has its
three checks, too: a primary key (unique, not_null) and a not_null.
"""

import pathlib
import sys

WIDTH = 250
RAW = ("first", "second", "third")

SQL = """select a.id, coalesce(b.label, c.label) as label, a.amount + b.amount as amount,
    greatest(a.day, c.day) as day, c.events
from {a} as a
join {b} as b on b.id = a.id
left join {c} as c on c.id = a.id
where a.day is not null
"""

PROPERTIES = """  - name: {name}
    columns:
      - name: id
        data_tests: [unique, not_null]
      - name: label
      - name: amount
        data_tests: [not_null]
      - name: day
      - name: events
"""


def parents(kind, number):
    below = (number // WIDTH - 1) * WIDTH
    place = number % WIDTH
    if below < 0:
        return ["{{ source('raw', '%s') }}" % table for table in RAW]
    places = (place, place + 1 + place % 100, place + 120 + place % 100)
    return ["{{ ref('%s_%05d') }}" % (kind, below + it % WIDTH) for it in places]


def main(directory, models=10_000, tests=False):
    project = pathlib.Path(directory)
    (project / "models").mkdir(parents=True, exist_ok=True)
    (project / "dbt_project.yml").write_text(
        "name: synthetic\nprofile: synthetic\nmodels:\n  synthetic:\n    +materialized: table\n"
    )
    (project / "profiles.yml").write_text(
        "synthetic:\n  target: dev\n  outputs:\n    dev: {type: postgres, host: localhost, port: 5432, user: nobody,"
        " password: none, dbname: none, schema: synthetic}\n"
    )
    (project / "models" / "sources.yml").write_text(
        "version: 2\nsources:\n  - name: raw\n    tables:\n" + "".join(f"      - name: {table}\n" for table in RAW)
    )
    for kind in ("class", "inline"):
        for number in range(models // 2):
            folder = project / "models" / kind / f"storey_{number // WIDTH}"
            folder.mkdir(parents=True, exist_ok=True)
            a, b, c = parents(kind, number)
            name = f"{kind}_{number:05d}"
            (folder / f"{name}.sql").write_text(SQL.format(a=a, b=b, c=c))
            if tests:
                (folder / f"{name}.yml").write_text("version: 2\nmodels:\n" + PROPERTIES.format(name=name))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--tests"]
    main(arguments[0], int(arguments[1]) if len(arguments) > 1 else 10_000, "--tests" in sys.argv)
