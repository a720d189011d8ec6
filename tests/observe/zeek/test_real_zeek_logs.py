"""Real logs of Zeek tell as much as tools that know nothing of lamppost count in them.

Each number was counted in the folder of its log with the command beside it.
"""

from collections import Counter

import pytest
from reading_zeek import connections, held, names, read, said

from lamppost.model.observations import CONN_STATES
from lamppost.model.summing import NOT_TOLD

pytestmark = pytest.mark.data
COLUMNS = ("connections", "src_bytes", "dst_bytes", "src_packets", "dst_packets")


@pytest.fixture
def logs(data):
    def of(*paths):
        return read(*(data / "logs" / path for path in paths))

    return of


def sums(into):
    rows = connections(into, *COLUMNS)
    return tuple(sum(row[5 + at] for row in rows if row[5 + at] != NOT_TOLD) for at in range(len(COLUMNS)))


def states(into):
    counted = Counter()
    for *_, state, count in connections(into, "conn_state", "connections"):
        counted[CONN_STATES[state]] += count
    del counted[""]
    return dict(counted)


def test_connections_of_a_table(logs):
    into, (found,) = logs("zeek-tsv/conn.log")
    # awk -F'\t' '!/^#/{n++;s+=$17;d+=$19;p+=$16;q+=$18;m+=$14} END{print n,s,d,p,q,m}' conn.log
    assert (sums(into), into.coverage.missed_bytes) == ((360, 231691, 5267302, 3382, 4069), 305605)
    # awk -F'\t' '!/^#/&&$7=="tcp"{n[$12]++} END{for(s in n) print s,n[s]}' conn.log
    assert states(into) == {"S3": 1, "RSTO": 63, "S0": 2, "RSTOS0": 2, "SF": 47}
    # awk -F'\t' '!/^#/{print $3,$5,$6,$7}' conn.log | sort -u | wc -l
    assert len({(row[1], row[3], row[4], row[5]) for row in connections(into, "proto")}) == 268
    assert (found.format, found.read, into.issues) == ("zeek conn", "whole", [])


def test_connections_of_a_table_whose_first_line_has_a_tab(logs):
    into, (found,) = logs("zeek-tsv/conn_date_issue.log")
    # awk -F'\t' '!/^#/{n++;s+=$18;d+=$20;p+=$17;q+=$19} END{print n,s,d,p,q}' conn_date_issue.log
    assert (sums(into), found.read) == ((3, 6855, 5668, 14, 10), "whole")


def test_connections_of_json(logs):
    into, (found,) = logs("zeek-json/conn.log")
    # jq -s 'length,(map(.orig_ip_bytes,.resp_ip_bytes,.orig_pkts,.resp_pkts))' conn.log, each added up
    assert (sums(into), into.coverage.missed_bytes) == ((50, 41686, 109067, 236, 221), 0)
    # jq -r 'select(.proto=="tcp")|.conn_state' conn.log | sort | uniq -c
    assert states(into) == {"OTH": 2, "RSTO": 1, "RSTR": 14, "SF": 7}
    assert (found.format, found.read, into.issues) == ("zeek conn", "whole", [])


def test_look_ups_of_a_table(logs):
    told = names(logs("zeek-tsv/dns.log")[0])
    # awk -F'\t' '!/^#/&&($12==1||$12==28){n=split($21,a,",");for(i=1;i<=n;i++)if(a[i]~/^[0-9.]+$/)print $3,$9,a[i]}' dns.log |
    # sort -u | wc -l
    assert len({row[2:] for row in told if row[4]}) == 134
    assert {row[4] for row in told} & {""} == set()


def test_look_ups_of_json(logs):
    told = names(logs("zeek-json/dns.log")[0])
    # jq -rc 'select(.qtype==1 or .qtype==28)|. as $r|(.answers//[])[]|select(test("^[0-9.]+$|:"))|[$r."id.orig_h",$r.query,.]' dns.log |
    # sort -u | wc -l
    assert len({row[2:] for row in told if row[4]}) == 86
    # jq -rc 'select((.qtype==1 or .qtype==28) and (.answers|not))|.query' dns.log | sort -u | wc -l
    assert len({row[3] for row in told if not row[4]}) == 3


def test_requests(logs):
    into, _ = logs("zeek-tsv/http.log")
    # awk -F'\t' '!/^#/{print $3,$9,$5}' http.log | sort -u | wc -l; awk -F'\t' '!/^#/&&$12!="-"{print $12}' http.log | sort -u | wc -l
    assert (len({row[2:] for row in names(into)}), len(said(into))) == (32, 3)
    into, _ = logs("zeek-json/http.log")
    # jq -rc '[.host,."id.resp_h"]' http.log | sort -u | wc -l (9, one of which is an address); jq -r .user_agent http.log | sort -u | wc -l
    assert (len({row[2:] for row in names(into)}), len(said(into))) == (8, 4)


def test_a_packed_log_that_ends_early_is_read_up_to_there_and_said_to_be_cut(logs):
    into, (found,) = logs("zeek-tsv/http.log.corrupt.gz")
    # gzip -dc http.log.corrupt.gz | grep -vc '^#' says 150, of which the hosts are 32 as above
    assert len({row[2:] for row in names(into)}) == 32
    assert (found.format, found.read, len(into.issues)) == ("zeek http+gzip", "part", 1)
    assert "gzip" in into.issues[0].what


def test_a_log_without_rows_tells_nothing_and_is_no_trouble(logs):
    into, (found,) = logs("zeek-tsv/http_empty.log")
    assert (names(into), found.read, into.issues) == ([], "whole", [])


def test_handshakes(logs):
    into, _ = logs("zeek-tsv/ssl.log")
    # awk -F'\t' '!/^#/&&$11!="-"{print $5,$11}' ssl.log | sort -u | wc -l, the same of $12; awk -F'\t' '!/^#/&&$9=="-"' ssl.log | wc -l
    assert Counter(one[1] for one in said(into)) == {
        "tls.certificate_subject": 3,
        "tls.certificate_issuer": 3,
    }
    assert (names(into), into.coverage.tls_without_name) == ([], 37)
    assert "C=US, ST=Washington, L=Seattle, O=Amazon.com, Inc., CN=*.cloudfront.net" in {
        one[2] for one in said(into)
    }
    into, _ = logs("zeek-json/ssl.log")
    # jq -rc '[."id.orig_h",.server_name,."id.resp_h"]' ssl.log | sort -u | wc -l; the same of ."id.resp_h" with .subject, .issuer
    assert len({row[2:] for row in names(into)}) == 23
    assert Counter(one[1] for one in said(into)) == {
        "tls.certificate_subject": 23,
        "tls.certificate_issuer": 20,
    }


def test_leases(logs):
    # awk -F'\t' '!/^#/{print $7,$8}' dhcp.log dhcp_002.log | sort -u
    assert held(logs("zeek-tsv/dhcp.log", "zeek-tsv/dhcp_002.log")[0]) == [
        ("002018ebca21", "192.168.33.10"),
        ("002018ebca21", "192.168.33.101"),
    ]
    # cat dhcp.log: one INFORM
    assert held(logs("zeek-json/dhcp.log")[0]) == [("000124569bcf", "10.18.20.97")]


def test_every_log_of_a_folder_is_recognised_and_only_the_damaged_one_is_not_read_whole(logs, data):
    paths = [
        path.relative_to(data / "logs")
        for one in ("zeek-tsv", "zeek-json")
        for path in (data / "logs" / one).iterdir()
    ]
    into, found = logs(*paths)
    assert len(found) == 20
    assert [one.path for one in found if one.read != "whole"] == ["http.log.corrupt.gz"]
    assert into.coverage.passed_over == {
        "zeek files": 163,
        "zeek weird": 14,
        "zeek ntp": 2,
    }  # grep -vc "^#", wc -l
