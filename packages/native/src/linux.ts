// Constants of Linux's user-space headers (asm-generic, which x86-64 and arm64 share), by their own names.

export const O_RDWR = 2;
export const O_NONBLOCK = 0o4000;
export const O_CLOEXEC = 0o2000000;

export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_PACKET = 17;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = O_NONBLOCK;
export const SOCK_CLOEXEC = O_CLOEXEC;

export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_REUSEPORT = 15;
export const SO_SNDBUFFORCE = 32;
export const SO_RCVBUFFORCE = 33;
export const SO_MARK = 36;

export const IPPROTO_IP = 0;
export const IP_TOS = 1;
export const IP_PKTINFO = 8;
export const IP_RECVERR = 11;
export const IP_RECVTOS = 13;

export const IPPROTO_TCP = 6;
export const TCP_NODELAY = 1;

export const IPPROTO_UDP = 17;
export const SOL_UDP = IPPROTO_UDP;
export const UDP_SEGMENT = 103;
export const UDP_GRO = 104;

export const IPPROTO_IPV6 = 41;
export const IPV6_RECVERR = 25;
export const IPV6_V6ONLY = 26;
export const IPV6_RECVPKTINFO = 49;
export const IPV6_PKTINFO = 50;
export const IPV6_RECVTCLASS = 66;
export const IPV6_TCLASS = 67;
export const IPV6_ADDR_PREFERENCES = 72;
export const IPV6_PREFER_SRC_PUBLIC = 2;

export const ETH_P_ALL = 3;
export const SOL_PACKET = 263;
export const PACKET_IGNORE_OUTGOING = 23;

export const MSG_DONTWAIT = 0x40;
export const MSG_ERRQUEUE = 0x2000;

export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLERR = 8;

export const CLOCK_BOOTTIME = 7;

export const EFD_NONBLOCK = O_NONBLOCK;
export const EFD_CLOEXEC = O_CLOEXEC;

export const TUNSETIFF = 0x400454ca;
export const TUNSETOFFLOAD = 0x400454d0;
export const IFF_TUN = 0x0001;
export const IFF_NO_PI = 0x1000;
export const IFF_VNET_HDR = 0x4000;
export const TUN_F_CSUM = 0x01;
export const TUN_F_TSO4 = 0x02;
export const TUN_F_TSO6 = 0x04;
export const TUN_F_TSO_ECN = 0x08;
export const TUN_F_USO4 = 0x20;
export const TUN_F_USO6 = 0x40;

export const SIOCSIFMTU = 0x8922;
export const IFNAMSIZ = 16;
export const IFREQ_BYTES = 40;

export const S_IFCHR = 0o020000;
