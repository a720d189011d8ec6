"""The kernels that tests run as machine code, compiled once for all processes: `python -m tests.engines.kept_kernels`.

Whoever compiles first keeps the machine code where every other process finds it.
"""

from lamppost.attribute.street.kernels import crossing, looking, standing
from lamppost.engine import kernel
from lamppost.observe.capture import copying, naming, packets, pcap_records, pcapng_blocks, quicstash, tables

KERNELS = (
    packets.count_packets,
    pcap_records.frame_pcap,
    pcapng_blocks.frame_pcapng,
    copying.copy_frames,
    tables.rehash,
    tables.touch_sender,
    naming.find_name,
    naming.note_answer,
    quicstash.open_datagram,
    standing.settle,
    looking.look,
    crossing.cross,
)


if __name__ == "__main__":
    for one in KERNELS:
        kernel.compiled(one)
