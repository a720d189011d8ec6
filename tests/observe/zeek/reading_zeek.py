"""Made logs of Zeek, read; and what was read in words that a test can compare."""

from pathlib import Path

from lamppost.model.addresses import ip_text
from lamppost.model.observations import NAME_SOURCES
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.sums import port_of, row_of
from lamppost.observe.opening import unpacked_start
from lamppost.observe.zeek import reader

SAMPLE = Path(__file__).parent / "sample"


def read(*paths):
    """What logs tell, and what each file was, read in the order in which they should be."""
    forms = {path: reader.recognise(unpacked_start(path), path.name) for path in paths}
    assert None not in forms.values(), forms
    into, found = Gathering(), []
    for number, path in enumerate(sorted(paths, key=lambda one: reader.rank(forms[one]))):
        found.append(reader.read(path, number, path.name, forms[path], into))
    return into, found


def written(folder, name, content):
    """A file with some content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sample(*names):
    """What the samples tell together."""
    return read(*(SAMPLE / f"{name}.log" for name in names))[0]


def addresses(table, name):
    """Addresses of a table as texts."""
    return [
        ip_text(int(high), int(low)) if high or low else ""
        for high, low in zip(table[f"{name}_high"], table[f"{name}_low"], strict=True)
    ]


def connections(into, *columns):
    """Connections in the order of their lines: line, ends, and some columns."""
    table = into.settled()
    lines = row_of(table["first_place"]).tolist()
    ports = port_of(table["first_place"]).tolist()
    ends = zip(
        addresses(table, "src_ip"), ports, addresses(table, "dst_ip"), table["dst_port"].tolist(), strict=True
    )
    rest = zip(*(table[one].tolist() for one in columns), strict=True) if columns else [()] * len(lines)
    return sorted((line, *end, *more) for line, end, more in zip(lines, ends, rest, strict=True))


def names(into):
    """Names that were asked for or called: source, client, name, address and line, in the order of their lines."""
    table = into.names_told.table.columns()
    rows = zip(
        table["first_row"].tolist(),
        [NAME_SOURCES[one] for one in table["source"].tolist()],
        addresses(table, "client_ip"),
        [into.host_names[one] for one in table["name"].tolist()],
        addresses(table, "ip"),
        strict=True,
    )
    return sorted(rows)


def said(into):
    """What devices say of themselves: MAC or address, field and value."""
    return sorted(
        (f"{one.mac:012x}" if one.mac >= 0 else one.ip, one.field, one.value) for one in into.said.since(0)
    )


def held(into):
    """Whose addresses are."""
    table = into.leases.rows()
    return sorted(zip([f"{one:012x}" for one in table["mac"].tolist()], addresses(table, "ip"), strict=True))


def rows_of(kind):
    """The rows of a log of the sample, each with the cells that tell something, by column."""
    lines = (SAMPLE / f"{kind}.log").read_text().splitlines()
    columns = next(line for line in lines if line.startswith("#fields\t")).split("\t")[1:]
    for line in lines:
        if not line.startswith("#"):
            cells = zip(columns, line.split("\t"), strict=True)
            yield {column: cell for column, cell in cells if cell not in ("-", "(empty)")}
