"""A made network: emulated devices on test hosts in network namespaces, captured with a real tool.

`python -m tools.made_network --seed N -o FILE.pcap` builds it, lets it speak over real sockets for some
seconds, and writes the capture and, beside it, `FILE.truth.toml`: what each emulator says it was. Every
emulator names the published description or sample that it was written from. Nothing here imports lamppost,
and no score on such a capture ever counts: whoever writes both the question and the answer proves nothing.
"""
