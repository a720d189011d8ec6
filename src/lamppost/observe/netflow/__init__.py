"""Export messages of flows: NetFlow version 5 and 9 (RFC 3954), and IPFIX (RFC 7011)."""
