/** The fields of Cloudflare's Logpush datasets that are read (developers.cloudflare.com, "Logpush: Datasets"). */

/** Names of more than one dataset stand once. */
const FIELDS = [
  // http_requests
  'ClientIP',
  'ClientSrcPort',
  'ClientRequestBytes',
  'ClientRequestHost',
  'ClientRequestMethod',
  'ClientRequestPath',
  'ClientRequestProtocol',
  'ClientRequestScheme',
  'ClientRequestURI',
  'ClientRequestUserAgent',
  'ClientSSLProtocol',
  'EdgeEndTimestamp',
  'EdgeResponseBytes',
  'EdgeResponseStatus',
  'EdgeStartTimestamp',
  'JA3Hash',
  'JA4',
  'RayID',
  // network_analytics_logs
  'ColoCode',
  'Datetime',
  'DestinationPort',
  'ICMPCode',
  'ICMPType',
  'IPDestinationAddress',
  'IPProtocol',
  'IPSourceAddress',
  'IPTTL',
  'IPTotalLength',
  'Outcome',
  'SampleInterval',
  'TCPFlags',
  // zero_trust_network_sessions
  'BytesReceived',
  'BytesSent',
  'ClientTLSVersion',
  'ConnectionCloseReason',
  'DetectedProtocol',
  'Email',
  'OriginPort',
  'Protocol',
  'SNI',
  'SessionEndTime',
  'SessionID',
  'SessionStartTime',
  'SourceIP',
  'UserID',
  // more than one
  'OriginIP',
  'SourcePort',
  // the file that is sent when a job is made
  'content',
] as const;
export type LogpushField = (typeof FIELDS)[number];

export const LOGPUSH_PATHS: readonly (readonly string[])[] = FIELDS.map((name) => [name]);

/** The slot of each field in a scanner of `LOGPUSH_PATHS`. */
export const Field = Object.fromEntries(FIELDS.map((name, slot) => [name, slot])) as Record<
  LogpushField,
  number
>;
