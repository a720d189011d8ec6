"""The kernels that open QUIC Initials against libraries, the examples of the RFCs, and a slow twin."""

import hashlib
import hmac
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from made_quic import V1, V2, initial
from test_payload_quic import EXAMPLE, ID, KEYS, RETRIES, SERVERS
from tests.engines.checked_kernels import checked_kernel
from tests.engines.made_initials import datagram, hello_in_parts, odd_datagram
from tests.engines.slow_initials import hello_in

from lamppost.engine.kernel import address, compiled
from lamppost.observe.capture import aes, ciphers, layout, sha256
from lamppost.observe.capture.crypto_frames import whole_hello
from lamppost.observe.capture.initials import MOST_DATAGRAM, set_keys
from lamppost.observe.capture.kernels import plain_kernels
from lamppost.observe.capture.part import Part
from lamppost.observe.capture.quicstash import (
    FIRST_STASH,
    HELLOS,
    OPENED,
    STASH_COUNT,
    STASHED,
    hear_initial,
    open_datagram,
)

quick = settings(max_examples=100, deadline=None)


def prepared() -> np.ndarray:
    cipher = np.zeros(STASHED, np.int64)
    cipher[: ciphers.CONSTANTS] = ciphers.cipher_tables()
    return cipher


def words(octets: bytes) -> list[int]:
    return [int.from_bytes(octets[at : at + 4], "big") for at in range(0, len(octets), 4)]


def octets(cipher, at: int, n: int) -> bytes:
    return b"".join(int(word).to_bytes(4, "big") for word in cipher[at : at + n])


def plainly(block: bytes, before: int = 0) -> bytes | None:
    """What the kernel, not compiled, opens in a datagram that holds a whole hello."""
    opened, view = bytearray(OPENED), memoryview(prepared().data)
    buf, end = bytearray(b"\xc0" * before + block + b"\xc0" * 40), before + len(block)
    is_opened = open_datagram(buf, before, end, view, opened, FIRST_STASH, HELLOS)
    size = whole_hello(opened, HELLOS) if is_opened else 0
    return bytes(opened[HELLOS : HELLOS + size]) if size else None


def fast(block: bytes, cipher: np.ndarray, opened: np.ndarray) -> bytes | None:
    """What it opens, compiled, whatever an earlier datagram left in the scratch."""
    cipher[FIRST_STASH + STASH_COUNT] = 0
    held = np.frombuffer(bytearray(b"\xc0" * 7 + block), np.uint8)
    tables = address(cipher), address(opened)
    is_opened = compiled(open_datagram)(address(held), 7, 7 + len(block), *tables, FIRST_STASH, HELLOS)
    size = whole_hello(memoryview(opened.data), HELLOS) if is_opened else 0
    return opened[HELLOS : HELLOS + size].tobytes() if size else None


@quick
@given(key=st.binary(min_size=32, max_size=32), message=st.binary(max_size=55))
def test_the_mac_is_that_of_the_library(key, message):
    cipher = prepared()
    view = memoryview(cipher.data)
    cipher[ciphers.HMAC_RESULT : ciphers.HMAC_RESULT + 8] = words(key)
    sha256.set_mac_key(view, ciphers.HMAC_RESULT)
    padded = (message + b"\x80").ljust(56, b"\0") + (8 * (64 + len(message))).to_bytes(8, "big")
    cipher[ciphers.SHA_WORDS : ciphers.SHA_WORDS + 16] = words(padded)
    sha256.authenticate(view)
    assert octets(cipher, ciphers.HMAC_RESULT, 8) == hmac.digest(key, message, hashlib.sha256)


@quick
@given(key=st.binary(min_size=16, max_size=16), block=st.binary(min_size=16, max_size=16))
def test_a_block_is_encrypted_as_by_the_library(key, block):
    cipher = prepared()
    cipher[ciphers.PACKET_KEY : ciphers.PACKET_KEY + 4] = words(key)
    view = memoryview(cipher.data)
    aes.set_key(view, ciphers.PACKET_KEY)
    aes.encrypt(view, *words(block))
    wanted = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)
    assert octets(cipher, ciphers.BLOCK, 4) == wanted


@quick
@given(
    key=st.binary(min_size=16, max_size=16),
    iv=st.binary(min_size=12, max_size=12),
    number=st.integers(0, 2**32 - 1),
    header=st.binary(max_size=70),
    text=st.binary(max_size=90),
    flip=st.integers(0, 10**6),
)
def test_what_the_library_sealed_is_opened_and_no_changed_bit_of_it(key, iv, number, header, text, flip):
    nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
    sealed = bytearray(AESGCM(key).encrypt(nonce, text, header))
    assert opened_by_kernel(key, iv, number, header, sealed) == text
    whole = bytearray(header) + sealed
    whole[flip // 8 % len(whole)] ^= 1 << flip % 8
    assert opened_by_kernel(key, iv, number, bytes(whole[: len(header)]), whole[len(header) :]) is None


def opened_by_kernel(key, iv, number, header, sealed) -> bytes | None:
    cipher = prepared()
    cipher[ciphers.PACKET_KEY : ciphers.PACKET_KEY + 4] = words(key)
    cipher[ciphers.PACKET_IV : ciphers.PACKET_IV + 3] = words(iv)
    view, heap = memoryview(cipher.data), bytearray(header + b"\xaa" * 200)
    aes.set_key(view, ciphers.PACKET_KEY)
    size = aes.open_sealed(
        sealed, 0, len(sealed), heap, 0, len(header), view, ciphers.PACKET_IV, number, len(header)
    )
    assert heap[len(header) + max(size, 0) :] == b"\xaa" * (200 - max(size, 0))
    return None if size < 0 else bytes(heap[len(header) : len(header) + size])


@pytest.mark.parametrize("version", [V1, V2])
def test_the_kernel_derives_the_keys_of_the_rfcs(version):
    cipher = prepared()
    set_keys(
        bytearray(b"\xc0" + version.to_bytes(4, "big") + bytes([len(ID)]) + ID), 0, memoryview(cipher.data)
    )
    found = [octets(cipher, at, 4) for at in (ciphers.PACKET_KEY, ciphers.PACKET_IV, ciphers.PACKET_HP)]
    assert [found[0].hex(), found[1][:12].hex(), found[2].hex()] == list(KEYS[version])


@pytest.mark.parametrize("version", [V1, V2])
def test_the_kernel_opens_the_client_packet_of_the_rfcs(version):
    packet = initial(EXAMPLE, version=version, packet=2, size=4, pad=1162)
    assert plainly(packet) == EXAMPLE[4:]


@pytest.mark.parametrize("version", [V1, V2])
def test_the_kernel_leaves_the_server_packet_and_the_retry_of_the_rfcs(version):
    for packet in (SERVERS[version], RETRIES[version]):
        assert plainly(bytes.fromhex(packet)) is None


def test_the_kernel_opens_what_its_twin_opens_and_leaves_what_it_leaves():
    cipher, scratch = prepared(), np.zeros(OPENED, np.uint8)
    n_opened = n_odd = 0
    for seed in range(500):
        rng = random.Random(seed)
        block = (odd_datagram if seed % 3 == 0 else datagram)(rng)
        wanted = hello_in(block) if len(block) <= MOST_DATAGRAM else None
        assert fast(block, cipher, scratch) == wanted, seed
        if seed % 25 < 2:  # slow
            assert plainly(block, seed % 9) == wanted, seed
        n_opened += wanted is not None
        n_odd += wanted is None
    assert n_opened > 300
    assert n_odd > 100


@pytest.mark.slow
def test_no_kernel_reads_outside_a_datagram_whatever_is_in_it():
    checked = checked_kernel(open_datagram, is_compiled=True)
    cipher, scratch = prepared(), np.zeros(OPENED, np.uint8)
    for seed in range(3000):
        rng = random.Random(seed)
        block = odd_datagram(rng)
        block = block[: rng.choice((len(block), rng.randrange(1, len(block) + 1)))]
        if len(block) >= 6:  # as the kernel that knows an Initial has made sure
            cipher[FIRST_STASH + STASH_COUNT] = 0
            checked(np.frombuffer(block, np.uint8), 0, len(block), cipher, scratch, FIRST_STASH, HELLOS)


@pytest.mark.slow
def test_no_kernel_reads_outside_a_hello_whatever_is_in_it():
    checked = checked_kernel(hear_initial, is_compiled=True)
    part = Part(replace(plain_kernels(), view=lambda column: column), 7, np.zeros(1 << 16, np.uint8), 0, 1)
    cipher, scratch, pkt = prepared(), np.zeros(OPENED, np.uint8), np.zeros(layout.P_WIDTH, np.int64)
    tables = part.names, part._name_slots, part.heap, part.answers, part._answer_slots, part._seen
    told = Counter()
    for seed in range(500):
        rng = random.Random(seed)
        part.flows[: layout.FLOW_WIDTH] = 0
        for block in rng.choice(
            (hello_in_parts, lambda rng: [odd_datagram(rng)], lambda rng: [datagram(rng)])
        )(rng):
            if len(block) >= 1200:
                buf = np.frombuffer(block, np.uint8)
                rest = pkt, 1, part.state, part.flows, 0, seed % 2, *tables, cipher, scratch
                found = checked(buf, 0, len(block), *rest)
                part.flows[layout.FLOW_BITS] |= layout.HEAD_OPEN << layout.HEAD_SHIFT_A
                part.flows[layout.FLOW_BITS] |= layout.HEAD_OPEN << layout.HEAD_SHIFT_B
                told[found] += 1
    assert told[layout.UNREAD] > 150
    assert told[layout.QUIC_WAITING] > 100
    assert told[layout.QUIC] > 150


LINKED = """
import random, sys
import numpy as np
from tests.engines.made_initials import datagram
from tests.engines.slow_initials import hello_in
from tests.engines.test_initials_twin import fast, prepared, OPENED
block = datagram(random.Random(1))
assert fast(block, prepared(), np.zeros(OPENED, np.uint8)) == hello_in(block)
print("lamppost.engine.translation" in sys.modules)
"""


def test_machine_code_that_is_kept_opens_initials_without_the_compiler(monkeypatch):
    compiled(open_datagram)
    run = subprocess.run(
        [sys.executable, "-c", LINKED],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("False\n", "")
