"""What an independent analyser, tshark, reads in a capture, held against what lamppost reads in it.

`judge` runs tshark and imports nothing of lamppost; `rules` says which facts of its frames lamppost keeps, as
its documents promise; `compare` sets both beside each other. `docs/reference/agreement.md` explains each kind
of difference.
"""
