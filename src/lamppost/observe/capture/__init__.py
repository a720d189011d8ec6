"""Network captures, pcap and pcapng, into flows, senders, names and self-descriptions."""
