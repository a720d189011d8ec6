"""Questions that are asked of every result, as views of the database."""

VIEWS = {
    "finding": """
        SELECT v.kind, v.severity, t.name AS thing_name, t.maker, t.maker_status, v.reason, v.question, v.policy, v.rule,
               v.suppressed_by, t.file, t.file_row, v.id AS verdict, v.thing, v.chain
        FROM verdict v LEFT JOIN thing t ON t.id = v.thing
        ORDER BY v.rowid""",
    "failing": """
        SELECT * FROM finding WHERE kind = 'fail' AND suppressed_by IS NULL""",
    "to_find_out": """
        SELECT v.question AS question, 'verdict' AS asked_by, t.name AS thing_name, v.thing, v.id AS verdict
        FROM verdict v LEFT JOIN thing t ON t.id = v.thing
        WHERE v.kind = 'open' AND v.question IS NOT NULL AND v.suppressed_by IS NULL
        UNION
        SELECT next_proof, 'thing', name, id, NULL FROM thing WHERE next_proof IS NOT NULL
        ORDER BY 2, 3, 1, 5""",
    "made_by": """
        SELECT maker, maker_status, kind, count(*) AS things FROM thing
        GROUP BY maker, maker_status, kind ORDER BY things DESC, maker, maker_status, kind""",
    "on_list": """
        SELECT l.list_name, l.named, l.status, l.since, l.until, l.through, t.name AS thing_name, t.maker, l.thing, l.chain
        FROM listing l LEFT JOIN thing t ON t.id = l.thing
        ORDER BY l.list, l.named, t.name, l.rowid""",
    "sent_to": """
        SELECT d.operator, d.registered_in AS address_registered_in, count(DISTINCT d.thing) AS devices,
               count(*) AS destinations, sum(d.sent_bytes) AS sent_bytes, sum(d.received_bytes) AS received_bytes
        FROM destination d GROUP BY d.operator, d.registered_in
        ORDER BY sent_bytes DESC, d.operator, d.registered_in""",
    "camera": """
        SELECT t.name, t.kind, t.maker, t.maker_status, s.operator, s.operator_status, s.operator_kind, s.covers, s.zone,
               s.lat_deg, s.lon_deg, s.directions_deg, s.height_m, s.checked_on, s.changed_on, t.n_fail, t.n_open, t.file,
               s.ref, s.id AS thing
        FROM site s LEFT JOIN thing t ON t.id = s.id
        ORDER BY s.rowid""",
    "proof": """
        SELECT 'claim' AS of, c.thing, c.role || ': ' || c.value AS what, s.step, l.*
        FROM claim c JOIN chain_link s ON s.chain = c.chain JOIN link l ON l.id = s.link
        UNION ALL
        SELECT 'listing', i.thing, i.list_name, s.step, l.*
        FROM listing i JOIN chain_link s ON s.chain = i.chain JOIN link l ON l.id = s.link
        UNION ALL
        SELECT 'law', w.thing, w.name || ': ' || w.organisation_name, s.step, l.*
        FROM law w JOIN chain_link s ON s.chain = w.chain JOIN link l ON l.id = s.link
        UNION ALL
        SELECT 'verdict', v.thing, v.policy || '/' || v.rule || ': ' || v.kind, s.step, l.*
        FROM verdict v JOIN chain_link s ON s.chain = v.chain JOIN link l ON l.id = s.link""",
}
MEANINGS = {
    "finding": "every verdict with what it is about, the gravest first",
    "failing": "those that fail and are not suppressed",
    "to_find_out": "what to ask or to read next: of open verdicts, and of things whose maker is not known",
    "made_by": "how many things of each kind, by maker and by how sure that is",
    "on_list": "which lists name the maker, the builder or an owner of what",
    "sent_to": "how much went to whose network, and where its addresses are registered; not where a machine stands",
    "camera": "every camera of a map: what it is, who made it, who runs it, where it stands and looks, and when somebody looked",
    "proof": "the links of every chain in order: who said what, where it stands, on which day",
}
"""What each view answers."""
