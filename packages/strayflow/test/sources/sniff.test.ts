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
  ['zeek-conn', '#fields\tts\tid.orig_h\tid.resp_h\tconn_state\n1\t10.0.0.1\t10.0.0.2\tSF\n'],
  ['zeek-conn', '{"ts":1,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}\n'],
  ['zeek-conn', '{"@stream":"conn","ts":1,"id_orig_h":"10.0.0.1","id_resp_h":"10.0.0.2"}\n{"ts'],
  ['zeek-conn', '{broken\n{"ts":1,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}\n'],
  ['zeek-other', '#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\n'],
  ['zeek-other', '{"ts":1,"uid":"x","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","query":"a"}\n'],
  ['zeek-other', '{"ts":1,"id":"F1","machine":"I386","compile_ts":1}\n'],
  ['suricata-eve', '{"timestamp":"2026-01-01T00:00:00+0000","flow_id":1,"event_type":"flow"}\n'],
  [null, ''],
  [null, 'Just some prose, with commas, of two lines.\nAnd another line.\n'],
  [null, '{\n  "a": 1\n}\n'],
  [null, '{"message":"hello","level":"info"}\n'],
  [null, '<html><body>a,b</body></html>\n'],
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
