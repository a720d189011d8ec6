"""Web answers, paths asked for, RTSP paths, greetings and SNMP: what is said, and what is never kept."""

import gzip
import zlib

import pytest
from made_certificate import der

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream


def answer(head: bytes, port: int = 80) -> list[tuple[str, str]]:
    return [(row.field, row.value) for row in read_stream(head, from_opener=False, server_port=port).said]


def request(head: bytes) -> list[tuple[str, str]]:
    return [(row.field, row.value) for row in read_stream(head, from_opener=True, server_port=80).said]


def page(body: bytes, fields: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n" + body


TITLE = b"<html><head>\n<TITLE id=x>\n EX-100 &amp; more </Title></head>"


def test_the_title_of_a_page_is_said_and_that_of_an_error_is_not():
    assert answer(page(TITLE)) == [("http.title", "EX-100 & more")]
    assert answer(page(TITLE, status=b"404 Not Found")) == []
    assert answer(page(b"<title>EX-100")) == []
    assert answer(page(b"<svg><titles>EX</titles></svg>")) == []


@pytest.mark.parametrize(
    ("coding", "packed"),
    [(b"gzip", gzip.compress(TITLE, mtime=0)), (b"deflate", zlib.compress(TITLE))],
    ids=["gzip", "deflate"],
)
def test_a_compressed_page_has_the_same_title_even_where_it_is_cut(coding, packed):
    field = b"Content-Encoding: " + coding + b"\r\n"
    assert answer(page(packed, field)) == [("http.title", "EX-100 & more")]
    assert answer(page(packed[:-4], field)) == [("http.title", "EX-100 & more")]
    assert answer(page(b"\x1f\x8b" + bytes(40), field)) == []


def test_a_page_that_grows_without_end_is_read_at_its_beginning_only():
    bomb = gzip.compress(bytes(50_000_000) + TITLE)
    assert len(bomb) < 60_000
    assert answer(page(bomb, b"Content-Encoding: gzip\r\n")) == []


def test_a_title_in_gb2312_is_decoded():
    field = b"Content-Type: text/html; charset=gb2312\r\n"
    assert answer(page("<title>网络摄像机</title>".encode("gbk"), field)) == [("http.title", "网络摄像机")]


def test_cookies_are_known_by_name_and_redirects_by_path():
    fields = (
        b"X-Powered-By: EX/2\r\nSet-Cookie: EXSESSION=s3cr3t; path=/\r\nSet-Cookie: lang=en\r\nSet-Cookie: =x\r\n"
        b"Location: http://192.0.2.9:8080/doc/login.asp?user=anna&key=s3cr3t\r\n"
    )
    assert answer(page(b"", fields, b"302 Found")) == [
        ("http.powered_by", "EX/2"),
        ("http.cookie_name", "EXSESSION"),
        ("http.cookie_name", "lang"),
        ("http.location", "/doc/login.asp"),
    ]
    assert ("http.location", "/doc/login.asp") not in answer(page(b"", fields, b"201 Created"))


def test_an_answer_through_a_proxy_says_nothing_of_its_pages():
    assert answer(page(TITLE, b"Via: 1.1 proxy\r\nX-Powered-By: EX\r\n")) == []


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/a/b.cgi?user=anna", "/a/b.cgi"),
        (b"http://a.example.net/x/y#z", "/x/y"),
        (b"/user=admin&password=x/1.sdp", "/user"),
        (b"/a;jsessionid=1", "/a"),
        (b"*", None),
    ],
)
def test_the_path_that_a_client_asks_for_is_kept_without_what_follows(target, path):
    head = b"GET " + target + b" HTTP/1.1\r\n\r\n"
    assert request(head) == ([("http.path", path)] if path else [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"POST /VIID/Faces", "/VIID/Faces"),
        (b"POST /VIID/System/Register", "/VIID/System/Register"),
        (b"PUT /VIID/Persons/340200000011100000010220200510200408000010600001", "/VIID/Persons"),
        (b"POST http://192.0.2.1:8080/VIID/MotorVehicles?x=1", "/VIID/MotorVehicles"),
        (b"POST /VIID/Images/1234/Data", "/VIID/Images"),
        (b"GET /VIID/Faces", None),
        (b"POST /VIID/3402000000", None),
        (b"POST /api/VIID/Faces", None),
    ],
)
def test_an_upload_is_known_by_the_words_of_its_path(line, said):
    head = line + b" HTTP/1.1\r\nContent-Length: 30\r\n\r\n" + b'{"FaceObject":[{"Name":"Anna"}]'
    found = [value for field, value in request(head) if field == "viid.request"]
    assert found == ([said] if said else [])
    assert all("Anna" not in value for _, value in request(head))


def test_the_paths_of_an_rtsp_server_are_said_without_host_query_and_password():
    head = (
        b"RTSP/1.0 200 OK\r\nContent-Base: rtsp://admin:s3cr3t@192.0.2.5:554/cam/live?channel=1&key=2/\r\n\r\n"
        b"RTSP/1.0 200 OK\r\nRTP-Info: url=rtsp://192.0.2.5/one/trackID=0;seq=1,url=rtsp://192.0.2.5/two;seq=2\r\n\r\n"
    )
    assert answer(head) == [
        ("rtsp.content_base", "/cam/live"),
        ("rtsp.content_base", "/one/trackID"),
        ("rtsp.content_base", "/two"),
    ]
    assert request(b"PLAY rtsp://192.0.2.5/cam RTSP/1.0\r\nContent-Base: rtsp://192.0.2.5/cam\r\n\r\n") == []


@pytest.mark.parametrize(
    ("head", "port", "said"),
    [
        (b"SSH-2.0-dropbear_2019.78\r\n\0\0", 22, ("ssh.banner", "SSH-2.0-dropbear_2019.78")),
        (b"SSH-2.0-dropbear_20", 22, None),
        (b"220 EX-100 FTP server ready.\r\n", 21, ("ftp.banner", "EX-100 FTP server ready.")),
        (b"220-Welcome\r\n220 ready\r\n", 21, ("ftp.banner", "Welcome")),
        (b"220 EX-100 FTP server\r\n", 2121, ("ftp.banner", "EX-100 FTP server")),
        (b"220 mail.example.net ESMTP\r\n", 25, None),
        (b"220 mail.example.net SMTP\r\n", 21, None),
        (b"220 mail ready\r\n", 25, None),
        (b"2200 EX\r\n", 21, None),
        (b"\xff\xfd\x01\xff\xfb\x03\r\n\r\nEX-100 login: anna\r\n", 23, ("telnet.banner", "EX-100 login:")),
        (b"\xff\xfa\x18\1\xff\xf0\xff\xfb\1EX OS 2.1\r\nlogin: ", 23, ("telnet.banner", "EX OS 2.1")),
        (b"\x1b[2J\x1b[HUser name: anna", 23, ("telnet.banner", "User name:")),
        (b"\xff\xfb\x01\xff\xfb\x03EX shell\r\n", 2323, ("telnet.banner", "EX shell")),
        (b"EX shell\r\n", 2323, None),
        (b"\xff\xfd\x01\xff\xfb\x03", 23, None),
        (b"\xff\xfd\x01\x01\x02\x03\r\n", 23, None),
        (b"\xff\xfe" + "hello".encode("utf-16-le"), 8000, None),
    ],
)
def test_a_greeting_is_its_first_line_and_what_a_person_types_is_not_read(head, port, said):
    assert answer(head, port) == ([said] if said else [])


@pytest.mark.parametrize("head", [b"SSH-2.0-OpenSSH_9\r\n", b"220 EX FTP\r\n", b"\xff\xfb\1EX\r\n"])
def test_a_client_greets_nobody(head):
    assert request(head) == []


SYS_DESCR, SYS_NAME = bytes.fromhex("2b06010201010100"), bytes.fromhex("2b06010201010500")


def snmp(
    *bindings: tuple[bytes, bytes], kind: int = 0xA2, version: bytes = b"\1", error: bytes = b"\0"
) -> bytes:
    pairs = der(0x30, *(der(0x30, der(6, oid), der(4, value)) for oid, value in bindings))
    body = der(kind, der(2, b"\x12\x34"), der(2, error), der(2, b"\0"), pairs)
    return der(0x30, der(2, version), der(4, b"s3cr3t"), body)


def agent(payload: bytes) -> list[tuple[str, str]]:
    heard = read_datagram(161, 40000, payload)
    assert heard.malformed is None
    return [(row.field, row.value) for row in heard.said]


def test_an_agent_describes_its_system_in_responses_alone():
    expected = [("snmp.sys_descr", "EX-100 2.1")]
    pairs = ((SYS_NAME, b"Anna's room"), (SYS_DESCR, b"EX-100\r\n2.1"))
    assert agent(snmp(*pairs)) == agent(snmp(*pairs, version=b"\0")) == expected
    assert agent(snmp((SYS_DESCR, b"x" * 190))) == [("snmp.sys_descr", "x" * 190)]
    for other in (
        snmp(*pairs, kind=0xA0), snmp(*pairs, version=b"\3"), snmp(*pairs, error=b"\2"), snmp(pairs[0]), snmp(*pairs)[:-1],
    ):  # fmt: skip
        assert agent(other) == []
