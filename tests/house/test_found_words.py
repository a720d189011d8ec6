"""What could not be read, what is refused and the fixed words are said in the reader's language; data in them stays."""

import errno
import gzip
import shutil
import zipfile
from functools import cache

import msgspec
import pytest
from tests.pseudo import CODE, Pseudo, left_in_english, marked
from tests.report.made_result import made_result
from tests.sharing.made_secrets import KEY, secret_result

import made_frames
import messages
from lamppost import pipeline
from lamppost.model import assets, language, spilling, vocabulary
from lamppost.model.beside import Beside
from lamppost.model.covered import Issue
from lamppost.model.errors import LamppostError
from lamppost.model.language import showing, speaking, told, tr
from lamppost.model.result import Note, encode
from lamppost.model.saying import with_sentences
from lamppost.observe.capture import layout, pcapng_blocks, trouble
from lamppost.observe.capture.passed_over import blocks_passed_over
from lamppost.observe.capture.payloads.dns import read_dns
from lamppost.observe.capture.payloads.mdns import read_mdns
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.opening import expand
from lamppost.observe.unpacking import Problem
from lamppost.pipeline.sharing.bundle import MANIFEST, REPORT, RESULT, Manifest

SAME = """
    pcap pcapng editcap mergecap text2pcap journalctl lamppost look diff ask packs check tcpdump json discard all secrets
    gzip zstd tar ZIP hex dump Hexdump Wireshark Ethernet Linux IEEE RFC DNS mDNS MAC VLAN ARP TCP UDP PPP PPPoE MPLS GiB KiB
    LINKTYPE USER Name Resolution Block Decryption Secrets Custom FILE JOINED SHA
"""
"""Names of formats, standards, blocks, commands and options, which are the same in every language."""
NOT_THERE = "No such file or directory"
DAY = made_result().as_of
CUT_ANSWER = b"\0\1\x81\x80\0\1\0\1\0\0\0\0\3cam\7example\3net\0\0\1\0\1\xc0\x0c"
CIRCLE = b"\0\1\x81\x80\0\1\0\1\0\0\0\0\xc0\x0c\0\1\0\1"


def shown(issues):
    """All sentences of issues, as a reader without English sees them."""
    held = [Issue(evidence="x.pcap", row=None, what=i.what, expected=i.expected, hint=i.hint) for i in issues]
    document = with_sentences(msgspec.structs.replace(made_result(), issues=held, sentences={}))
    return of_document(document)


@cache
def drawn():
    """Every message that translators are given."""
    ids = [one.id for one in messages.drawn_out()]
    return {text for one in ids for text in ([one] if isinstance(one, str) else one)}


class Drawn(Pseudo):
    """Knows no other message than those."""

    def gettext(self, message):
        return marked(message) if message in drawn() else message

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


@pytest.fixture(autouse=True)
def _spoken(monkeypatch):
    """The language that nobody speaks is one that may be chosen."""
    real = language._catalogue
    monkeypatch.setattr(language, "_catalogue", lambda code: Drawn() if code == CODE else real(code))


def of_document(document):
    with speaking(CODE), showing(document):
        return "\n".join(told(text) for one in document.issues for text in (one.what, one.expected, one.hint))


def beginnings():
    """First bytes of what is no capture."""
    yield from (b"", b"\x1f\x8b\x08\0\0\0", b"snoop\0\0\0", b"\x01\x02\x03\x04", b"plain text, no capture")
    yield b"\x04\x22\x4d\x18"
    yield b"\0" * 257 + b"ustar\0\0\0"


def not_whole():
    for kind in ("medium", "cut", "damaged", "garbage", "bomb"):
        yield trouble.not_read_to_its_end("x.pcap", 3, Problem(kind, 9), "gzip")
    yield trouble.not_read_to_its_end("x.pcap", 3, Problem("medium", 9, NOT_THERE), None)
    yield trouble.not_read_to_its_end("x.pcap", 3, Problem("damaged", 9, NOT_THERE), "zstd")


def troubles():
    """An issue from every maker of some, and for each kind of malformation one of one frame and one of several."""
    yield trouble.not_opened("x.pcap", NOT_THERE)
    for start in beginnings():
        yield trouble.not_a_capture("x.pcap", start, None)
        yield trouble.not_a_capture("x.pcap", start, "gzip")
    yield from not_whole()
    for count in (1, 2):
        yield from blocks_passed_over("x.pcap", [count] * pcapng_blocks.BLOCK_KINDS, 77)
    yield trouble.too_many_at_once("x.pcap", 64)
    yield trouble.header_cut("x.pcap", 7)
    yield trouble.cut("x.pcap", 3, 90, 4, "pcap")
    yield trouble.cut("x.pcap", 3, 90, 4, "pcapng")
    for stop in (layout.STOP_LENGTH, layout.STOP_BLOCK, layout.STOP_SECTION):
        yield trouble.not_framed("x.pcap", 3, 90, stop)
    yield trouble.link_not_read("x.pcap", 3, 147, 5)
    for kind in trouble._BAD_WORDS:
        yield trouble.malformed_packets("x.pcap", kind, 1, 3)
        yield trouble.malformed_packets("x.pcap", kind, 5, 3)


def test_whatever_cannot_be_read_of_a_capture_is_said_in_the_language_of_the_reader():
    assert left_in_english(shown(list(troubles())), SAME, NOT_THERE) == []


def test_what_a_malformed_payload_breaks_is_said_in_the_language_of_the_reader():
    said = {read(payload).malformed for read in (read_dns, read_mdns) for payload in (CUT_ANSWER, CIRCLE)}
    found = {what: [2, 1] for what in said if what}
    assert len(found) > 2
    assert left_in_english(shown(trouble.malformed_payloads("x.pcap", found)), SAME) == []


def test_files_that_are_no_whole_captures_are_told_of_in_the_language_of_the_reader(tmp_path):
    capture = made_frames.pcap([(1.0, b"\0" * 60)] * 3)
    packed = gzip.compress(capture)
    contents = {
        "copy.pcap": capture,
        "cut.pcap": packed[:-12],
        "tail.pcap": packed + b"junk",
        "text.pcap": b"words\n" * 99,
        "twin.pcap": capture,
        "void.pcap": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    result = pipeline.look([tmp_path], pipeline.Question(as_of=DAY, policies=("none",)))
    assert {one.evidence for one in result.issues} == set(contents) - {"copy.pcap"}
    assert left_in_english(of_document(result), SAME, "copy.pcap") == []
    with speaking(CODE), showing(result):
        assert told(result.policies[0].name) != result.policies[0].name


def test_a_file_that_grows_while_it_is_read_is_told_of_with_both_sizes(tmp_path):
    path = tmp_path / "x.pcap"
    path.write_bytes(made_frames.pcap([(1.0, b"\0" * 60)]))

    def grow(*_):
        with path.open("ab") as file:
            file.write(b"more")

    issues = observe_captures([path], grow).issues
    assert any("while it was read (from " in one.what for one in issues)
    assert left_in_english(shown(issues), SAME) == []


def refused(call, *data):
    """What of an error is left in English; the error is one of ours."""
    with speaking(CODE), pytest.raises(LamppostError) as error:
        call()
    return left_in_english(f"{error.value.message}\n{error.value.hint or ''}", SAME, *data)


def test_what_is_no_evidence_and_no_document_is_refused_in_the_language_of_the_reader(tmp_path):
    (tmp_path / "empty").mkdir()
    assert refused(lambda: expand([tmp_path / "empty"]), "empty") == []
    assert refused(lambda: expand([tmp_path / "gone"]), "gone") == []
    for content, data in (
        (b'{"schema_version": "77"}', "schema_version"),
        (b'{"answer_version": "77"}', "answer_version"),
        (b"{}", "schema_version answer_version"),
    ):
        path = tmp_path / "r.json"
        path.write_bytes(content)
        assert refused(lambda: pipeline.read_result(path), data) == []  # noqa: B023 - called at once
    assert refused(lambda: pipeline.render(made_result(), "nothing"), "nothing", *pipeline.FORMATS) == []


def test_what_a_document_cannot_be_judged_by_is_refused_in_the_language_of_the_reader():
    result = pipeline.look([], pipeline.Question(as_of=DAY, policies=("none",)))
    read = Note(kind="label", text="Nobody Anywhere", seen_on=DAY)
    assert refused(lambda: pipeline.note(result, "dev-0", read), "Nobody Anywhere", "maker") == []
    foreign = msgspec.structs.replace(result.packs[0], id="elsewhere", origin="user")
    away = msgspec.structs.replace(result, packs=[foreign])
    assert refused(lambda: pipeline.rejudge(away, pipeline.Change()), "elsewhere", "packs") == []
    judged = msgspec.structs.replace(result.policies[0], id="elsewhere")
    away = msgspec.structs.replace(result, policies=[judged])
    assert refused(lambda: pipeline.rejudge(away, pipeline.Change()), "elsewhere", "packs policy") == []


def test_a_disk_without_room_is_told_of_in_the_language_of_the_reader_also_beside():
    full = OSError(errno.ENOSPC, "No space left on device")
    with speaking(CODE), Beside() as working:
        for octets in (None, 5_000_000):
            working.begin(lambda octets=octets: spilling._refused(full, octets))
            with pytest.raises(LamppostError) as refusal:
                working.end()
            error = refusal.value
            kept = ("No space left on device", error.message.partition(":")[0], "TMPDIR")
            assert left_in_english(f"{error.message} {error.hint}", *kept) == []
    assert "a table of 5,000,000 octets" in spilling._refused(full, 5_000_000).message


def test_what_was_done_to_a_bundle_is_told_in_the_language_of_the_reader(tmp_path):
    bundle = pipeline.share(secret_result(), "public", KEY, DAY)
    folder = tmp_path / "b"
    folder.mkdir()
    for name, content in bundle.files.items():
        (folder / name).write_bytes(content)
    (folder / RESULT).write_bytes(b"{}")
    (folder / "extra.txt").write_bytes(b"")
    (folder / REPORT).unlink()
    kept = (SAME, MANIFEST, RESULT, REPORT, "extra.txt")
    with speaking(CODE):
        problems = pipeline.verify(folder).problems
        (folder / MANIFEST).write_bytes(b"{}")
        unlike = pipeline.verify(folder).problems
        (folder / MANIFEST).unlink()
        problems += pipeline.verify(folder).problems
    assert len(problems) > 3
    assert left_in_english("\n".join(problems), *kept) == []
    assert (
        left_in_english(
            "\n".join(unlike), *kept, "Object missing required field", *Manifest.__struct_fields__
        )
        == []
    )
    packed = tmp_path / "b.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"a" * 999)
    assert refused(lambda: pipeline.verify(packed), "b.zip", MANIFEST) == []
    shutil.rmtree(folder)
    assert refused(lambda: pipeline.verify(folder)) == []


def test_a_shared_result_says_in_the_language_of_the_reader_what_is_out_of_it():
    for level in vocabulary.LEVELS:
        result = pipeline.share(secret_result(), level, KEY, DAY).result
        gap, held = result.coverage.gaps[-1], result.coverage.shared
        with speaking(CODE), showing(result):
            assert left_in_english(f"{told(gap.text)} {told(held.words)}", SAME, level) == []
            assert all(left_in_english(tr(what)) == [] for what in held.taken_out)


def test_what_is_shared_is_the_same_for_every_reader():
    here = encode(pipeline.share(secret_result(), "partner", KEY, DAY).result)
    with speaking(CODE):
        assert encode(pipeline.share(secret_result(), "partner", KEY, DAY).result) == here


def tables():
    """The fixed words by their table."""
    for name in ("EVIDENCE", "STATUS", "TRAFFIC", "MARK", "REACHED", "LEVEL"):
        yield from getattr(vocabulary, f"{name}_WORDS").values()
    yield from (vocabulary.NOTHING_FOUND, assets.KIND_PROOF)


def test_every_fixed_word_of_the_vocabulary_and_of_what_is_shared_is_a_message():
    assert set(tables()) <= drawn()
    taken = pipeline.share(secret_result(), "public", KEY, DAY).result.coverage.shared.taken_out
    assert set(taken) <= drawn()
    words = [*trouble._BAD_WORDS.values(), *trouble._EARLY_ENDS.values()]
    assert {text for texts in words for text in texts} <= drawn()
