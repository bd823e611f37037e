/** Numbers of RFC 9293, RFC 792, RFC 950, RFC 4443 and IANA's protocol registry. */

export const Protocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

export const ECHO_REQUEST = 8;
export const TIMESTAMP_REQUEST = 13;
export const ADDRESS_MASK_REQUEST = 17;
export const ECHO_REQUEST_V6 = 128;

export function protocolName(protocol: number): string {
  switch (protocol) {
    case Protocol.icmp:
      return 'icmp';
    case Protocol.tcp:
      return 'tcp';
    case Protocol.udp:
      return 'udp';
    case Protocol.icmpv6:
      return 'icmpv6';
    default:
      return `protocol ${protocol}`;
  }
}
