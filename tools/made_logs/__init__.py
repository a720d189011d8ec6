"""Logs of the traffic in a capture as other tools would write them, from what tshark reads in it.

Nothing of lamppost is imported, and no rule of its decoder is used: what comes out is a judge of the readers of logs.
`docs/reference/logs-and-captures.md` says from which sources each format was written and what it leaves out.

`packets` asks tshark, `conversations` puts packets together by the rules of whoever writes the log, `sayings` holds
what is said in them (look-ups, hellos, requests, leases), `zeek`, `eve` and `nfdump` write.
"""
