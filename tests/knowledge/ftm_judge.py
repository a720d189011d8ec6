"""Says what the published schema has against some entities; run with a Python that has followthemoney.

Each line on standard input is a question: [entities, codes of countries or null]. The answer is one line: how many
were judged, and the problems. The library is slow to import, so that one process answers all questions.
"""

import json
import sys

from followthemoney import model
from followthemoney.entity import ValueEntity
from followthemoney.exc import InvalidData
from followthemoney.types import registry


def problems_of(one, schemas):
    schema = model.get(one["schema"])
    if schema is None or schema.abstract:
        yield f"no schema {one['schema']} that entities may have"
        return
    if not registry.entity.validate(one["id"]) or len(one["id"]) > registry.entity.max_length:
        yield "its id is none"
    for name in schema.required:
        if not one["properties"].get(name):
            yield f"{name} is required"
    for name, values in one["properties"].items():
        prop = schema.get(name)
        if prop is None or prop.stub or prop.deprecated:
            yield f"{schema.name} has no property {name}"
            continue
        for value in values:
            if not prop.type.validate(value) or prop.validate([value]):
                yield f"{name}: {value!r} is no {prop.type.name}"
            if prop.type.clean(value) != value:
                yield f"{name}: {value!r} would become {prop.type.clean(value)!r}"
            if len(value) > prop.max_length:
                yield f"{name}: {len(value)} letters, of at most {prop.max_length}"
            if prop.range is not None:
                if value not in schemas:
                    yield f"{name}: no entity {value}"
                elif not model.get(schemas[value]).is_a(prop.range):
                    yield f"{name}: {value} is a {schemas[value]}, not a {prop.range.name}"
    try:
        schema.validate(one)
        proxy = model.get_proxy(one, cleaned=False)
        if proxy.to_dict()["properties"].keys() != one["properties"].keys():
            yield "a property is lost when it is read"
        read = ValueEntity.from_dict(one, cleaned=False).to_dict()
        for name, values in one["properties"].items():
            if sorted(read["properties"].get(name, [])) != values:
                yield f"{name}: read as {read['properties'].get(name)}"
    except InvalidData as error:
        yield f"refused: {error} {error.errors}"


def country_problems(mine):
    theirs = {code for code in registry.country.codes if len(code) == 2}
    problems = [f"no country code: {code}" for code in sorted(mine - theirs)]
    problems += [f"becomes another code: {code}" for code in mine if registry.country.clean(code) != code]
    return problems + [f"a country code that is missing: {code}" for code in sorted(theirs - mine - {"zz"})]


def problems_with(entities, countries):
    schemas = {one["id"]: one["schema"] for one in entities}
    problems = [f"{one['id']}: {problem}" for one in entities for problem in problems_of(one, schemas)]
    return problems + ([] if countries is None else country_problems(set(countries)))


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        entities, countries = json.loads(line)
        print(json.dumps([len(entities), problems_with(entities, countries)]), flush=True)


if __name__ == "__main__":
    main()
