"""Made files of every published format, written by hand: invented names, documentation addresses."""

import json
import zipfile

CSL_COLUMNS = [
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
]
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
CMIC = "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department"


def csl_record(name, source=ENTITY_LIST, **fields):
    return dict.fromkeys(CSL_COLUMNS, "") | {"name": name, "source": source} | fields


RECORDS = [
    csl_record(
        "Example Works Ltd.", _id="a1", start_date="2019-05-21", alt_names="EW; Example", remarks="84 FR 1"
    ),
    csl_record("Example Institute", CMIC, _id="7", type="Entity", ids="Listing Date (CMIC), 2021-06-03"),
    csl_record("Anna Example", CMIC, _id="8", type="Individual"),
    csl_record("Boat Example", CMIC, _id="9", type="Vessel"),
    csl_record("Berta Example", _id="a2"),
]


def csl_csv(records=RECORDS):
    lines = [",".join(CSL_COLUMNS)]
    lines += [
        ",".join('"' + record[key].replace('"', '""') + '"' for key in CSL_COLUMNS) for record in records
    ]
    return "\n".join(lines) + "\n"


def csl_json(records=RECORDS):
    """As trade.gov prints it: lists are lists, absent is null, the id is `id`."""
    found = []
    for record in records:
        one = {key: value or None for key, value in record.items() if key != "_id"}
        one["id"] = record["_id"]
        for key in ("alt_names", "programs"):
            one[key] = record[key].split("; ") if record[key] else []
        one["ids"] = (
            [{"type": "Listing Date (CMIC)", "number": "2021-06-03", "country": None}]
            if record["ids"]
            else []
        )
        found.append(one)
    return json.dumps({"total": len(found), "results": found})


FCC_CSV = (
    "covered_equipment_or_services,date_of_inclusion_on_covered_list\n"
    '"Telecommunications equipment produced by Example Works, including services provided by such entity.","March 12, 2021"\n'
    'Equipment of a kind produced in a foreign country,"July 28, 2026Updated:July 30, 2026"\n'
)
FCC_HTML = """<!DOCTYPE html><html><head><title>Covered List</title><script>var x = "<table>";</script></head><body>
<table><thead><tr><th>Covered Equipment or Services*</th><th>Date of Inclusion on Covered List</th></tr></thead>
<tbody><tr><td>Telecommunications equipment produced by <b>Example
Works</b>, including services provided by such entity.</td><td>March 12, 2021</td></tr>
<tr><td>Equipment of a kind produced in a foreign country</td><td>July 28, 2026</td></tr></tbody></table></body></html>
"""
REGISTER_TEXT = """[Federal Register Volume 90, Number 4 (Tuesday, January 7, 2025)]
[Notices]

DEPARTMENT OF DEFENSE

Notice of Availability of Designation of Chinese Military Companies

SUPPLEMENTARY INFORMATION: The Deputy Secretary of Defense has determined that the
following entities qualify as ``Chinese military companies'' in accordance with
section 1260H:

Example Aviation Works Co., Ltd. (Example)
Example Company of a Very Long Name for Testing, Joint Stock Limited
  Company (ECT)*

[[Page 1105]]

Other Works

    Dated: January 2, 2025.
Anna Example,
Alternate Federal Register Liaison Officer.
[FR Doc. 2025-00000 Filed 1-6-25; 8:45 am]
"""
REGISTER_HTML = """<html><head><title>Federal Register</title></head><body><p>Tuesday, January 7, 2025</p>
<p>The Deputy Secretary has determined that the following entities qualify as “Chinese military companies”:</p>
<p>Example Aviation Works Co., Ltd. (Example)</p><ul><li>Example &amp; Sons</li><li>Other Works</li></ul>
<p>Dated: January 2, 2025.</p><p>Anna Example,</p></body></html>
"""
TABLE_1260H = (
    "Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url\n"
    "Example Works (EW)*,Example Works,EW,,,,2021-06-03,2024-01-31,https://example.net/1\n"
)
OFAC_CSV = (
    '7,"EXAMPLE WORKS",-0- ,"CMIC-EO13959] [OTHER",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Listing Date (CMIC) 03 Jun 2021."\n'
    '8,"EXAMPLE, Anna","individual","NS-PLC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1962."\n\x1a\n'
)
SIMPLE_COLUMNS = (
    "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,"
    "first_seen,last_seen,last_change"
)
SIMPLE_CSV = (
    SIMPLE_COLUMNS + "\n"
    '"Q1","Company","Example Works","EW;""Works; Example""","","cn","","","EO - 2021-06-03","","",'
    '"Example Sanctions;Other Sanctions","2021-06-04T00:00:00","2026-11-20T06:00:00",""\n'
    '"Q2","Person","Anna Example","","1970","","","","","","","Example Sanctions","2021","2026-11-20",""\n'
    '"Q3","LegalEntity","Berta Example","","","","","","","","","Example Sanctions","2021","2026-11-20",""\n'
)
ENTITIES = [
    {"id": "s1", "schema": "Sanction", "datasets": ["us_example"], "properties": {"entity": ["Q1"], "startDate": ["2021-06-03"], "program": ["CMIC"]}},
    {"id": "Q1", "caption": "Example Works", "schema": "Company", "target": True, "datasets": ["us_example", "eu_example"], "last_seen": "2026-11-20T06:00:00", "properties": {"name": ["Example Works", "EW"]}},
    {"id": "Q2", "caption": "Anna Example", "schema": "Person", "target": True, "datasets": ["us_example"], "properties": {"name": ["Anna Example"]}},
    {"id": "Q4", "caption": "Owner Ltd.", "schema": "Company", "target": False, "datasets": ["us_example"], "properties": {"name": ["Owner Ltd."]}},
    {"id": "s2", "schema": "Sanction", "datasets": ["eu_example"], "properties": {"entity": ["Q1"], "startDate": ["2022"]}},
]  # fmt: skip


def ftm(entities=ENTITIES):
    return "".join(json.dumps(one) + "\n" for one in entities)


SAMPLES = {
    "csl.csv": ("csl", csl_csv()),
    "csl.json": ("csl", csl_json()),
    "fcc.csv": ("fcc-covered-list", FCC_CSV),
    "fcc.html": ("fcc-covered-list", FCC_HTML),
    "register.txt": ("dod-1260h", REGISTER_TEXT),
    "register.html": ("dod-1260h", REGISTER_HTML),
    "1260h.csv": ("dod-1260h", TABLE_1260H),
    "cons_prim.csv": ("ofac-consolidated", OFAC_CSV),
    "targets.simple.csv": ("opensanctions", SIMPLE_CSV),
    "entities.ftm.json": ("ftm", ftm()),
}
"""File → format and content."""

INDEX_HEADER = [
    "Country", "Region", "V-Dem Regime Type 2023", "Member of Belt & Road Initiative", "Safe City System",
    "Facial Recognition System", "Smart Policing", "Social Media Surveillance", "China Tech", "US Tech",
    "Other Countries", "Company 1", "Company 2", None,
]  # fmt: skip


def workbook(path, rows, header=INDEX_HEADER, sheet="AIGS 2024"):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def zip_of(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return path
