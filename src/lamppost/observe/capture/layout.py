"""Where each value stands in the flat arrays that the kernels share."""

# --- framing state ---------------------------------------------------------------------------
F_BIG = 0  # 1: the file (or section) has its numbers most significant octet first
F_RECORD = 1  # octets of a pcap record header: 16, or 24 in the modified form
F_DIVIDE = 2  # pcap: divide the fraction by this for microseconds (1 or 1000)
F_LIMIT = 3  # a record longer than this is not a record
F_LINK = 4  # pcap: link type of the file
F_TIME = 5  # time of the frame before, µs; stands in for a time that is none
F_POS = 6  # out: where the next record starts
F_STOP = 7  # out: one of the STOP_* words
F_INTERFACES = 8  # pcapng: interfaces of this section
F_SKIP = 9  # pcapng: octets of a block still to pass over
F_LOST = 10  # pcapng: packets lost, as the statistics of sections that are over say
F_ODD = 11  # pcapng: type of the first block of a kind that no specification names
F_BLOCKS = 16  # pcapng: blocks other than of packets, by kind, see `pcapng_blocks`
F_WIDTH = 32

LEAST_LIMIT = 1 << 18  # 256 KiB: no ordinary link has longer frames
MOST_OCTETS = 1 << 23  # a snapshot length above 8 MiB is no promise of such frames
MOST_OPTIONS = 1 << 16

STOP_MORE = 0  # needs more octets, or the end was reached
STOP_FULL = 1  # the arrays are full: call again
STOP_LENGTH = 2  # a record length that no writer means
STOP_BLOCK = 3  # a pcapng block whose two lengths differ, or are none
STOP_SECTION = 4  # a pcapng section header without its byte-order magic

I_LINK = 0  # one pcapng interface: link type
I_SNAP = 1  # snapshot length, 0: unlimited
I_TIMES = 2  # multiply a time by this …
I_DIVIDE = 3  # … divide by this …
I_SHIFT = 4  # … or, above 0: units are 2^-shift seconds
I_OFFSET = 5  # add these µs
I_LOST = 6  # packets lost, as the statistics block says
I_DROPS = 7  # packets lost, as the packet blocks say, added up
I_WIDTH = 8
MOST_INTERFACES = 4096

# --- what one frame is made of (scratch of the packet kernel) -----------------------------------
P_SRC_MAC = 0
P_DST_MAC = 1
P_VLAN = 2
P_ETHER = 3  # EtherType; 0: a length, so LLC; -1: an IP packet without EtherType
P_IP = 4  # offset of the network header
P_ORIGINAL = 5  # octets sent from the network header on
P_SRC_HIGH = 6
P_SRC_LOW = 7
P_DST_HIGH = 8
P_DST_LOW = 9
P_PROTO = 10
P_TTL = 11
P_IP_BYTES = 12
P_NEXT = 13  # offset of the transport header, -1: none to read
P_END = 14  # where the IP packet ends, as far as it was captured
P_FRAGMENT = 15  # 0 whole, 1 first part, 2 later part
P_SRC_PORT = 16
P_DST_PORT = 17
P_TCP_FLAGS = 18
P_PAYLOAD = 19  # offset, -1: none
P_NEXT_LENGTH = 20  # octets of the transport part as sent
P_MULTICAST = 21  # 1: destination is a group or everyone
P_UNFORWARDED = 22  # 1: destination that no router forwards
P_CUT = 23  # 1: the IP packet was captured shorter than sent
P_LIMIT = 24  # where the frame, or the part of it that is read now, ends as far as it was captured
P_MORE = 25  # offset of the next part of an aggregated radio frame, -1: none
P_MORE_SENT = 26  # octets sent from there on
P_INNER = 27  # where a tunnelled packet starts …
P_INNER_END = 28  # … where it ends, as far as it was captured …
P_INNER_SENT = 29  # … how long it was sent, and …
P_INNER_LINK = 30  # … what it starts with: a link type, or one of INNER_*
P_PIECE = 31  # IP fragment: offset of what it carries of its datagram …
P_PIECE_AT = 32  # … from which octet of the datagram on …
P_PIECE_SIZE = 33  # … octets sent …
P_PIECE_LAST = 34  # … 1: no more behind it …
P_PIECE_ID = 35  # … and which datagram: identification, and protocol for IPv4
P_PIECE_NEW = 36  # 1: not recorded before; 2: it completes its datagram
P_DATAGRAM = 37  # where its datagram stands in the table of fragments, -1: nowhere
P_AGGREGATED = 38  # 1: one part of an aggregated radio frame
P_AHEAD = 40  # tags of the flows of the next frames, see `ahead`
P_SCRATCH = 64  # numbers that one function needs for itself
P_WIDTH = 128

# --- one flow -------------------------------------------------------------------------------------
FLOW_KEY = 0  # ports + 1, protocol, VLAN + 1: 17 + 17 + 8 + 13 bits
FLOW_A_LOW = 1  # the two ends in numeric order: a two-way key
FLOW_B_LOW = 2
FLOW_A_HIGH = 3
FLOW_B_HIGH = 4
FLOW_BITS = 5
FLOW_LAST = 6
FLOW_FIRST = 7
FLOW_A_BYTES = 8
FLOW_A_PACKETS = 9
FLOW_B_BYTES = 10
FLOW_B_PACKETS = 11
FLOW_SENDERS = 12  # rows of both sides' senders + 1, b's 32 bits up
FLOW_A_MAC = 13
FLOW_B_MAC = 14
FLOW_ROW = 15
FLOW_EVIDENCE = 16
FLOW_NAME = 17  # number of the name that was sent in it, or:
NO_NAME = -1
TWO_NAMES = -2
FLOW_A_SYN = 18  # sequence number of a's first SYN without ACK
FLOW_B_SYN = 19
FLOW_WIDTH = 20
FLOW_KEYS = 5

BIT_OPENER_A = 1
BIT_OPENER_SURE = 2  # a SYN said so
BIT_QUIC = 4
BIT_RESET_A = 8  # the first RST was a's
BIT_RESET_B = 16
SEEN_SHIFT_A = 56  # what TCP flags a's side was seen with: SEEN_*
SEEN_SHIFT_B = 59
SEEN_SYN = 1  # without ACK
SEEN_SYN_ACK = 2
SEEN_FIN = 4
HEAD_SHIFT_A = 8  # stream head of a's side: 2 bits state, 6 bits segments, 16 bits octets, or first number where HEAD_NEW
HEAD_SHIFT_B = 32
HEAD_BITS = 0xFFFFFF
HEAD_NEW = 0
HEAD_OPEN = 1
HEAD_DONE = 2
HEAD_KEPT = 3  # the beginning of a ClientHello is kept until the rest is here
HEAD_TRIES = 3  # segments looked at for a beginning that is known
HEAD_SEGMENTS = 24  # captures taken on several interfaces hold each segment several times
HEAD_OCTETS = 16384
HEAD_SHORT = 6  # segments of a side whose first lines alone are read: TLS servers, SSH, FTP
MEDIA_DATAGRAMS = (
    32  # of one side of a UDP flow that begin like RTP; its bits hold their number and part of the source
)

QUIC_DATAGRAMS = 16  # of one side of a UDP flow that hold an Initial packet; a hello fills two or three

# --- one sender -----------------------------------------------------------------------------------
SENDER_MAC = 0
SENDER_VLAN = 1
SENDER_HIGH = 2
SENDER_LOW = 3
SENDER_EVIDENCE = 4
SENDER_PACKETS = 5
SENDER_BYTES = 6
SENDER_FLAGS = 7
SENDER_FIRST = 8
SENDER_LAST = 9
SENDER_ROW = 10
SENDER_WIDTH = 12
SENDER_KEYS = 5

# --- one name, and one answer ---------------------------------------------------------------------
NAME_AT = 0
NAME_LENGTH = 1
NAME_WIDTH = 2

SOURCE_DNS = 0  # model.observations.NAME_SOURCES
SOURCE_TLS = 2
SOURCE_HTTP = 4
SOURCE_QUIC = 3

ANSWER_SOURCE = 0
ANSWER_HIGH = 1  # the client
ANSWER_LOW = 2
ANSWER_NAME = 3
ANSWER_IP_HIGH = 4
ANSWER_IP_LOW = 5
ANSWER_MAC = 6
ANSWER_TIME = 7
ANSWER_ROW = 8
ANSWER_EVIDENCE = 9
ANSWER_WIDTH = 10
ANSWERS_WAIT = 16  # a power of two: answers that wait, behind the room of the rows, until their slot is near

SLOT_ROW = 0xFFFFFFFF  # bits of a slot of any hash table: the number of the row + 1; above them the hash's

# --- one event ------------------------------------------------------------------------------------
E_OFFSET = 0
E_LENGTH = 1
E_FLOW = 2
E_FROM_A = 3
E_TIME = 4
E_ROW = 5
E_SEQ = 6  # TCP sequence number; or one of:
DATAGRAM = -1  # to be read by itself
MEDIA = -2  # begins like RTP, to be read together with others of its flow
FRAGMENT = -3  # a piece of a datagram, to be joined; E_AS says what the whole is then
FRAME = -4  # what a frame carries that is not IP; E_FLOW is -1
UNREAD = -5  # no event at all
QUIC_WAITING = -7  # the same, of a hello that the kernel has opened as far as it is here
QUIC = -6  # holds a QUIC Initial packet, to be read together with others of its side
E_SRC_MAC = 7
E_DST_MAC = 8
E_CUT = 9  # 1: captured shorter than sent
E_FILE = 10  # which file the frame is of
E_PART = 11
E_INDEX = 12  # of its frame in the batch
E_DATAGRAM = 13  # FRAGMENT: number of the datagram, from 1 on
E_START = 14  # FRAGMENT: where in the datagram these octets belong
E_AS = 15  # of the first FRAGMENT: E_SEQ of the whole; of others: FRAGMENT; of a FRAME: its VLAN
E_SENT = 16  # FRAGMENT: octets sent
E_LAST = 17  # FRAGMENT: 1: the datagram is complete with this one
E_WIDTH = 18

# --- one ClientHello of which the rest is still to come ------------------------------------------
K_SIDE = (
    0  # row of its flow times two, plus 1 for the end that is first in order, plus 1; 0: nothing is kept here
)
K_NEXT = 1  # sequence number of the octet that is missing
K_WANTED = 2  # octets from the record's header to the end of the hello
K_HELD = 3
K_PIECES = 4
K_HANDED = 5  # batch in which its segments were handed over as events: they point to the octets until its end
K_KINDS = 6  # how many kinds of hellos were new before it began
K_PIECE = 7  # then each segment as it would be as an event, where it stands among what is held
MOST_KEPT = 4  # segments of one hello
K_WIDTH = K_PIECE + MOST_KEPT * E_WIDTH
KEPT_OCTETS = 4096  # of one hello; post-quantum ones have about 1,800
KEPT_SLOTS = 1024

# --- state of the packet kernel -------------------------------------------------------------------
S_FLOWS = 0
S_FLOW_ROOM = 1
S_FLOW_MASK = 2
S_SENDERS = 3
S_SENDER_ROOM = 4
S_SENDER_MASK = 5
S_SEEN = 6
S_SEEN_ROOM = 7
S_SEEN_MASK = 8
S_SEED = 9
S_ROW = 10  # number, in its file, of the frame that is being counted
S_EVIDENCE = 11  # which file it is of
S_EVENTS = 12
S_FRAGMENTS = 13
S_TUNNELLED = 14
S_DUPLICATES = 15
S_BEFORE = 16  # where the frame before stands in the buffer, -1: none
S_BEFORE_LENGTH = 17
S_BEFORE_TIME = 18
S_MALFORMED = 19  # packets with anything wrong
S_UNKNOWN_LINK = 20  # frames of a link type that is not read
S_TLS_UNNAMED = 21  # whole ClientHellos without a server name that no parser reads
S_PART = 94  # which share of the pairs of addresses this table counts, of …
S_PARTS = 95  # … so many
S_NAMES = 96
S_NAME_ROOM = 97
S_NAME_MASK = 98
S_HEAP = 99  # octets of names in use
S_HEAP_ROOM = 100
S_ANSWERS = 101
S_ANSWER_ROOM = 102
S_ANSWER_MASK = 103
S_INDEX = 104  # of the frame that is counted, in its batch
S_BATCH = 105  # number of the batch of frames that is counted
S_WAITING = 107  # answers that began to wait …
S_SETTLED = 108  # … and those of them that wait no more
S_KINDS = 106  # kinds of hellos that were new
S_TUNNEL = 72  # packets taken out of each kind of tunnel
S_DATAGRAMS = 88  # datagrams seen in fragments …
S_JOINED = 89  # … whose fragments were all there …
S_REFUSED = 90  # … and whose fragments contradict each other
S_ENCRYPTED = 91  # radio frames whose contents are encrypted
S_CLOSED = 92  # packets of a tunnel that could not be opened
S_EVENT_ROOM = 93
S_WIDTH = 128

# --- kinds of malformation ------------------------------------------------------------------------
CUT = -1  # not malformed: sent, and not captured
BAD_EMPTY = 1
BAD_LENGTHS = 2
BAD_TIME = 3
BAD_INTERFACE = 4
BAD_BLOCK = 5
BAD_LINK = 6
BAD_VLAN = 7
BAD_IPV4 = 8
BAD_IPV4_LENGTH = 9
BAD_IPV6 = 10
BAD_IPV6_CHAIN = 11
BAD_TCP = 12
BAD_UDP = 13
BAD_ARP = 14
BAD_NDP = 15
BAD_SHIFT = 8  # of one frame: what framing found in the low bits, what its headers have above
BAD_RADIO = 16
BAD_LABELS = 17
BAD_PPP = 18
BAD_NESTING = 19
BAD_FRAGMENT = 20
BAD_PARTS = 21
BAD_KINDS = 22

# --- IP datagrams in fragments --------------------------------------------------------------------
D_SRC_HIGH = 0
D_SRC_LOW = 1
D_DST_HIGH = 2
D_DST_LOW = 3
D_ID = 4
D_VLAN = 5
D_TIME = 6  # of the first fragment seen, µs
D_NUMBER = 7  # 0: nothing stands here
D_SRC_PORT = 8  # of the first part, -1 before it was seen
D_DST_PORT = 9
D_PROTO = 10
D_TOTAL = 11  # octets in all, -1 before the last part was seen
D_HAVE = 12  # octets recorded
D_PIECES = 13
D_PHASE = 14  # one of:
WAITING = 0
WHOLE = 1
CONTRADICTED = 2
D_WANTED = 15  # 0: not known before the first part, 1: it is to be read, 2: it is not
D_FIRST_PIECE = 16  # then start << 17 | octets, and a hash of them, per piece
MOST_PIECES = 64  # of one datagram: 64 KiB in parts of an Ethernet frame are 45
D_WIDTH = D_FIRST_PIECE + 2 * MOST_PIECES
DATAGRAM_WAYS = 8
DATAGRAM_SETS = 128
MOST_DATAGRAMS = DATAGRAM_WAYS * DATAGRAM_SETS
FRAGMENTS_WAIT = (15_000_000, 60_000_000)  # µs: RFC 791 §3.2, RFC 8200 §4.5

# --- what one frame may add at most ---------------------------------------------------------------
MOST_TUNNELS = 4  # one inside another
MOST_PARTS = 64  # of one aggregated radio frame
FRAME_FLOWS = MOST_PARTS
FRAME_SENDERS = MOST_PARTS * (MOST_TUNNELS + 2)
FRAME_PAYLOADS = MOST_PARTS
FRAME_EVENTS = MOST_PARTS * (
    1 + 2 * MOST_KEPT
)  # also those of the flow's hello, and of one that has to make room

# --- EtherTypes, protocols, link types (IANA and tcpdump.org registries) --------------------------
ETHER_IPV4 = 0x0800
ETHER_ARP = 0x0806
ETHER_IPV6 = 0x86DD

LINK_NULL = 0
LINK_ETHERNET = 1
LINK_PPP = 9
LINK_PPP_HDLC = 50
LINK_PPP_ETHER = 51
LINK_RAW = 101
LINK_C_HDLC = 104
LINK_RADIO = 105
LINK_LOOP = 108
LINK_ENC = 109
LINK_SLL = 113
LINK_PRISM = 119
LINK_RADIOTAP = 127
LINK_AVS = 163
LINK_PPI = 192
LINK_IPV4 = 228
LINK_IPV6 = 229
LINK_SLL2 = 276

INNER_LABELS = 0x10000  # what a tunnelled packet starts with where no link type says it: MPLS labels

ETHER_RADIO = 1  # in place of an EtherType, below 1536 where lengths are: radio frames without data,
ETHER_RADIO_PART = 2  # parts of a radio frame,
ETHER_ENCRYPTED = 3  # radio frames with encrypted data,
ETHER_PPP = 4  # and PPP frames that carry no IP
ETHER_SADP = 0x8033
ETHER_LABELS = 0x8847

TUNNEL_IP = 1
TUNNEL_GRE = 2
TUNNEL_ERSPAN = 3
TUNNEL_VXLAN = 4
TUNNEL_GENEVE = 5
TUNNEL_GTP = 6
TUNNEL_TEREDO = 7
TUNNEL_PSEUDOWIRE = 8
