import { expect, it } from 'vitest';
import { SOURCE_FORMATS, sniffFormat, sourceOptionsSchema } from '../../src/sources/index.js';

const told = (text: string | Uint8Array) =>
  sniffFormat(typeof text === 'string' ? new TextEncoder().encode(text) : text)?.name ?? null;

it.each([
  ['csv', 'ts,src,dst\n1,10.0.0.1,10.0.0.2\n'],
  ['csv', '\ufeff"Src IP";"Dst IP"\r\n"10.0.0.1";"10.0.0.2"\r\n'],
  ['csv', 'ClientIP,ClientSrcPort\n10.0.0.1,5\n'],
  ['csv', 'a|b|c\n10.0.0.1|x|y\n10.0.0.2|x|y\n'],
  ['csv', 'src\tdst\n10.0.0.1\t10.0.0.2\n'],
  ['zeek-conn', '#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n'],
  ['zeek-other', '#path\tdns\n#open\tx\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\n'],
  [null, '#Software: x\n#Fields: date time c-ip\n2026-01-01 00:00:00 10.0.0.1\n'],
  ['zeek-conn', '#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n1\t10.0.0.1\t10.0.0.2\tSF\n'],
  ['zeek-conn', '{"ts":1,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}\n'],
  ['zeek-conn', '{"@stream":"conn","ts":1,"id_orig_h":"10.0.0.1","id_resp_h":"10.0.0.2"}\n{"ts'],
  ['zeek-conn', '{broken\n{"ts":1,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}\n'],
  ['zeek-other', '#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\n'],
  ['zeek-other', '{"ts":1,"uid":"x","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","query":"a"}\n'],
  ['zeek-other', '{"ts":1,"id":"F1","machine":"I386","compile_ts":1}\n'],
  [
    'zeek-other',
    '{"_path":"ssh","ts":1,"uid":"x","id":{"orig_h":"10.0.0.1","resp_h":"10.0.0.2"},"auth_success":true}\n',
  ],
  ['zeek-conn', '{"_path":"conn","ts":1,"uid":"x","id":{"orig_h":"10.0.0.1","resp_h":"10.0.0.2"}}\n'],
  [
    'zeek-other',
    '{"_path":"conn_long","ts":1,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}\n',
  ],
  ['suricata-eve', '{"timestamp":"2026-01-01T00:00:00+0000","flow_id":1,"event_type":"flow"}\n'],
  [
    'aws-vpc-flow',
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end\n',
  ],
  ['aws-vpc-flow', 'pkt-dstaddr start pkt-srcaddr flow-direction\n10.0.0.1 1 10.0.0.2 egress\n'],
  [
    'aws-vpc-flow',
    '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n',
  ],
  [
    'aws-vpc-flow',
    '2026-01-01T00:00:00.000Z 2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA\r\n',
  ],
  [
    'azure-flow',
    '{"records":[{"time":"2022-09-14T09:00:52Z","flowLogVersion":4,"flowRecords":{"flows":[{"acl',
  ],
  ['azure-flow', '{\n  "records": [\n    { "category": "NetworkSecurityGroupFlowEvent", "properties": {'],
  ['azure-flow', '{"flowLogVersion":4,"macAddress":"00","flowRecords":{"flows":[]}}\n'],
  [
    'google-vpc-flow',
    '{"jsonPayload":{"connection":{"src_ip":"10.0.0.1","dest_ip":"10.0.0.2"},"bytes_sent":"1"},"timestamp":"2026"}\n',
  ],
  ['google-vpc-flow', '[\n  {\n    "jsonPayload": {"connection": {"src_ip": "10.0.0.1"}}\n  },\n  {'],
  [
    'cloudflare-logpush',
    '{"ClientIP":"192.0.2.1","EdgeStartTimestamp":1506702504433000200,"RayID":"3a"}\n{"Cl',
  ],
  ['cloudflare-logpush', '{"Datetime":1,"IPSourceAddress":"192.0.2.1","IPDestinationAddress":"192.0.2.2"}\n'],
  ['cloudflare-logpush', '{"SessionStartTime":1,"SourceIP":"192.0.2.1","OriginIP":"192.0.2.2"}\n'],
  [null, '{"content":"tests"}\n'],
  [null, '{"jsonPayload":{"message":"started"},"logName":"x"}\n'],
  [null, 'version of the story\nand so on\n'],
  ['netflow', Uint8Array.from([0, 5, 0, 1, ...new Array(20).fill(0), ...new Array(48).fill(1)])],
  ['netflow', Uint8Array.from([0, 10, 0, 28, ...new Array(12).fill(0), 0, 2, 0, 12, 1, 0, 0, 1, 0, 8, 0, 4])],
  [
    'netflow',
    Uint8Array.from([0, 9, 0, 1, ...new Array(16).fill(0), 0, 0, 0, 12, 1, 0, 0, 1, 0, 8, 0, 4, 0, 9, 0, 1]),
  ],
  ['sflow', Uint8Array.from([0, 0, 0, 5, 0, 0, 0, 1, 192, 0, 2, 9, ...new Array(15).fill(0), 0])],
  ['flow-datagrams', 'SFDGRAM1'],
  ['nfdump', Uint8Array.from([0x0c, 0xa5, 2, 0, 0, 1, 7, 1, ...new Array(60).fill(0)])],
  ['nfdump', Uint8Array.from([0xa5, 0x0c, 0, 1, ...new Array(60).fill(0)])],
  ['parquet', 'PAR1\u0015\u0004\u0015'],
  ['ndjson', '{"source":{"ip":"10.0.0.1"},"destination":{"ip":"10.0.0.2"}}\n'],
  ['ndjson', '{"src_addr":"10.0.0.1","dst_addr":"10.0.0.2","bytes":1}\n{"src'],
  ['ndjson', '{"from":"10.0.0.1","to":"10.0.0.2"}\n'],
  [null, ''],
  [null, 'Just some prose, with commas, of two lines.\nAnd another line.\n'],
  [null, '{\n  "a": 1\n}\n'],
  [null, '{"message":"hello","level":"info"}\n'],
  [null, '<html><body>a,b</body></html>\n'],
  [null, Uint8Array.from([0, 5, 0, 1, 2, 3])],
  [null, Uint8Array.from([0, 9, 0, 1, ...new Array(16).fill(0), 0, 7, 0, 12, 1, 0, 0, 1, 0, 8, 0, 4])],
  [null, 'PK\x03\x04,,,\0\0'],
])('tells %s by its first bytes', (name, text) => {
  expect(told(text)).toBe(name);
});

it('is not fooled by a text of NUL bytes or noise', () => {
  expect(told(new Uint8Array(1000))).toBe(null);
  expect(told(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 0xff))).toBe(null);
});

it('has options for every format, all with defaults, and refuses others', () => {
  expect(Object.keys(sourceOptionsSchema.parse({})).sort()).toEqual(
    SOURCE_FORMATS.map(({ name }) => name).sort(),
  );
  expect(sourceOptionsSchema.safeParse({ csv: { map: { source: 'A' } } }).success).toBe(true);
  expect(sourceOptionsSchema.safeParse({ csv: { map: { from: 'A' } } }).success).toBe(false);
  expect(sourceOptionsSchema.safeParse({ excel: {} }).success).toBe(false);
});
