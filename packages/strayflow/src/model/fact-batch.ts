/** The columnar batch of facts: what a source saw that is no flow. */
import type { StringColumn } from './flow-batch.js';

/**
 * What a fact says. Columns that a kind does not name are zero or empty. `address` is whom the fact is about, `peer`
 * the other party, `uid` the flow it belongs to where the source knows. A `tlsCertificate` without an address was seen apart
 * from its connection (Zeek's x509.log): the one with an address and the same SHA-256 says who showed it.
 *
 * | kind | address, mac | peer, peerPort | name | value | text | number |
 * |---|---|---|---|---|---|---|
 * | `arpBinding` (RFC 826) | claimed address, claiming mac | target | | | request, reply, gratuitous | |
 * | `neighbourBinding` (RFC 4861) | claimed address, claiming mac | target | | | solicitation, advertisement, router | |
 * | `dnsQuery` (RFC 1035) | client | server | name asked for | | type (A, TXT) | id of the query |
 * | `dnsAnswer` | client | server | name asked for | first data: address, name or text | type | response code |
 * | `dnsAddress` | client | server | name | the address, as text | A or AAAA | time to live (s) |
 * | `tlsClient` (RFC 8446) | client | server | server name (SNI) | JA4 fingerprint | version | |
 * | `tlsServer` | server | client | chosen protocol (ALPN) | JA3S fingerprint | version | cipher suite |
 * | `tlsCertificate` | server | client | subject | SHA-256 of the certificate (hex; from Suricata SHA-1) | issuer | end of validity (Unix ms) |
 * | `dhcpRequest` (RFC 2131) | address asked for, client's mac | server | host name | fingerprint of the parameter list | message type | |
 * | `dhcpOffer` | address given, client's mac | server | domain | router and resolvers offered | message type | lease (s) |
 * | `httpRequest` (RFC 9110) | client | server | host | target | method and agent | status |
 * | `login` | client | server | user | software | success, failure | attempts |
 * | `sensorAlert` | source | destination | signature | category | sensor's id of it | severity, 1 = gravest |
 * | `addressTranslation` (RFC 8158) | inside address | outside address and port | | | create, delete; empty: in use | inside port |
 * | `software` | who runs it | other party | as it calls itself | | service and role (ssh server) | |
 */
export const FactKind = {
  arpBinding: 0,
  neighbourBinding: 1,
  dnsQuery: 2,
  dnsAnswer: 3,
  dnsAddress: 4,
  tlsClient: 5,
  tlsServer: 6,
  tlsCertificate: 7,
  dhcpRequest: 8,
  dhcpOffer: 9,
  httpRequest: 10,
  login: 11,
  sensorAlert: 12,
  addressTranslation: 13,
  software: 14,
} as const;
export type FactKind = (typeof FactKind)[keyof typeof FactKind];

export interface FactBatch {
  readonly site: string;
  readonly length: number;
  readonly input: Uint32Array;
  readonly recordNumber: Float64Array;
  /** Unix ms, fractional. */
  readonly time: Float64Array;
  readonly kind: Uint8Array;
  /** 16 bytes a row, IPv4 mapped into IPv6; all zero where the fact has none. */
  readonly address: Uint8Array;
  /** 6 bytes a row. */
  readonly mac: Uint8Array;
  /** 16 bytes a row. */
  readonly peer: Uint8Array;
  readonly peerPort: Uint16Array;
  /** Untrusted text, at most FACT_TEXT_LIMIT characters each. */
  readonly name: StringColumn;
  readonly value: StringColumn;
  readonly text: StringColumn;
  readonly uid: StringColumn;
  readonly number: Float64Array;
}

export type FactText = 'name' | 'value' | 'text' | 'uid';

/** Longer texts are cut, with an ellipsis as their last character. */
export const FACT_TEXT_LIMIT = 1024;
