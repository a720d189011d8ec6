"""The few statements of SQL that every engine runs, unchanged: written once, in what all dialects share.

They read the table `flows` (`keyed_flows.KEYED_FLOWS`), and do three things: put distinct values together, join by
equality, group. So that each engine gives the same answer, every column is qualified and named, sums are cast (DuckDB
adds up to a type that Parquet holds as DOUBLE), and no function is used that the standard does not name.
A sum over nothing told is null. Rows come in no order.
"""

FLOW_SUMS = """
SELECT
  f.src_mac AS src_mac,
  f.dst_mac AS dst_mac,
  f.vlan_id AS vlan_id,
  f.src_ip_high AS src_ip_high,
  f.src_ip_low AS src_ip_low,
  f.dst_ip_high AS dst_ip_high,
  f.dst_ip_low AS dst_ip_low,
  f.dst_port AS dst_port,
  f.proto AS proto,
  f.server_name AS server_name,
  f.conn_state AS conn_state,
  CAST(SUM(f.connections) AS BIGINT) AS connections,
  CAST(SUM(f.src_bytes) AS BIGINT) AS src_bytes,
  CAST(SUM(f.dst_bytes) AS BIGINT) AS dst_bytes,
  CAST(SUM(f.src_packets) AS BIGINT) AS src_packets,
  CAST(SUM(f.dst_packets) AS BIGINT) AS dst_packets,
  CAST(SUM(f.active_us) AS BIGINT) AS active_us,
  MIN(f.first_seen_at) AS first_seen_at,
  MAX(f.last_seen_at) AS last_seen_at,
  MIN(f.first_place) AS first_place
FROM flows AS f
GROUP BY
  f.src_mac, f.dst_mac, f.vlan_id, f.src_ip_high, f.src_ip_low, f.dst_ip_high, f.dst_ip_low,
  f.dst_port, f.proto, f.server_name, f.conn_state
"""
"""One row per key, in the columns of `KEYED_FLOWS`: partial sums merged. Run over its own result it changes nothing."""

SENDERS = """
SELECT
  s.mac AS mac,
  s.vlan_id AS vlan_id,
  s.ip_high AS ip_high,
  s.ip_low AS ip_low,
  CAST(SUM(s.packets) AS BIGINT) AS packets,
  CAST(SUM(s.bytes) AS BIGINT) AS bytes,
  MIN(s.first_seen_at) AS first_seen_at,
  MAX(s.last_seen_at) AS last_seen_at,
  MIN(s.first_place) AS first_place
FROM (
  SELECT
    f.src_mac AS mac,
    f.vlan_id AS vlan_id,
    f.src_ip_high AS ip_high,
    f.src_ip_low AS ip_low,
    f.src_packets AS packets,
    f.src_bytes AS bytes,
    f.first_seen_at AS first_seen_at,
    f.last_seen_at AS last_seen_at,
    f.first_place AS first_place
  FROM flows AS f
  WHERE f.src_packets <> 0 OR f.src_packets IS NULL
  UNION ALL
  SELECT
    f.dst_mac AS mac,
    f.vlan_id AS vlan_id,
    f.dst_ip_high AS ip_high,
    f.dst_ip_low AS ip_low,
    f.dst_packets AS packets,
    f.dst_bytes AS bytes,
    f.first_seen_at AS first_seen_at,
    f.last_seen_at AS last_seen_at,
    f.first_place AS first_place
  FROM flows AS f
  WHERE f.dst_packets > 0 OR (f.dst_packets IS NULL AND f.dst_bytes > 0)
) AS s
GROUP BY s.mac, s.vlan_id, s.ip_high, s.ip_low
"""
"""One row per MAC, VLAN and address that sent.

Who opened a connection sent something unless it is told that no packet was; who was called did if that is told.
"""

ADDRESSES = """
SELECT DISTINCT
  a.ip_high AS ip_high,
  a.ip_low AS ip_low
FROM (
  SELECT f.src_ip_high AS ip_high, f.src_ip_low AS ip_low FROM flows AS f
  UNION ALL
  SELECT f.dst_ip_high AS ip_high, f.dst_ip_low AS ip_low FROM flows AS f
) AS a
"""
"""The distinct addresses of both sides."""

NAMES = """
SELECT DISTINCT
  f.server_name AS server_name
FROM flows AS f
WHERE f.server_name >= 0
"""
"""The numbers of the distinct names."""

HOURS = """
SELECT DISTINCT
  h.seen_at - MOD(h.seen_at, CAST(3600000000 AS BIGINT)) AS hour_at
FROM (
  SELECT f.first_seen_at AS seen_at FROM flows AS f
  UNION ALL
  SELECT f.last_seen_at AS seen_at FROM flows AS f WHERE f.last_seen_at IS NOT NULL
) AS h
"""
"""The beginnings of the clock hours (UTC microseconds) in which a connection or a partial sum began or ended."""

TOTALS = """
SELECT
  CAST(COUNT(*) AS BIGINT) AS flows,
  CAST(SUM(f.connections) AS BIGINT) AS connections,
  CAST(SUM(f.src_bytes) AS BIGINT) AS src_bytes,
  CAST(SUM(f.dst_bytes) AS BIGINT) AS dst_bytes,
  CAST(SUM(f.src_packets) AS BIGINT) AS src_packets,
  CAST(SUM(f.dst_packets) AS BIGINT) AS dst_packets,
  MIN(f.first_seen_at) AS first_seen_at,
  MAX(f.last_seen_at) AS last_seen_at
FROM flows AS f
"""
"""One row over all; without flows everything but their number is null."""

STATEMENTS = {
    "flow_sums": FLOW_SUMS,
    "senders": SENDERS,
    "addresses": ADDRESSES,
    "names": NAMES,
    "hours": HOURS,
    "totals": TOTALS,
}
"""Each by its name."""

RENAMED = """
SELECT
  p.src_mac AS src_mac,
  p.dst_mac AS dst_mac,
  p.vlan_id AS vlan_id,
  p.src_ip_high AS src_ip_high,
  p.src_ip_low AS src_ip_low,
  p.dst_ip_high AS dst_ip_high,
  p.dst_ip_low AS dst_ip_low,
  p.dst_port AS dst_port,
  p.proto AS proto,
  COALESCE(m.meant, p.server_name) AS server_name,
  p.conn_state AS conn_state,
  p.connections AS connections,
  p.src_bytes AS src_bytes,
  p.dst_bytes AS dst_bytes,
  p.src_packets AS src_packets,
  p.dst_packets AS dst_packets,
  p.active_us AS active_us,
  p.first_seen_at AS first_seen_at,
  p.last_seen_at AS last_seen_at,
  p.first_place AS first_place
FROM parts AS p
LEFT JOIN meant AS m ON p.part = m.part AND p.server_name = m.called
"""
"""Flows of several parts, each of which numbered names that were new to it (`called`) by itself, by the numbers of all.

`parts` has the columns of `KEYED_FLOWS` and `part`; `meant` has `part`, `called` and `meant`, all of 32 bits.
"""

RENAMED_SUMS = f"WITH flows AS ({RENAMED}) {FLOW_SUMS}"
"""`FLOW_SUMS` of what `RENAMED` gives, in one go: what is renamed is not written."""
