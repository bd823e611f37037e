import { describe, expect, it } from 'vitest';
import { readZeek, type TextFact, unaccounted } from '../text/reading.js';

const IDS = { 'id.orig_h': '10.0.0.1', 'id.orig_p': 5000, 'id.resp_h': '10.0.0.2', 'id.resp_p': 53 };
const BOTH = { address: '10.0.0.1', peer: '10.0.0.2', peerPort: 53, uid: 'C1', line: 1, time: 1500 };

function json(...records: readonly object[]) {
  return readZeek(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** The same record as text: every value as Zeek writes it, bytes that it cannot write as escapes. */
function tsv(path: string, record: Readonly<Record<string, unknown>>) {
  const cell = (value: unknown): string => {
    if (value === undefined) return '-';
    if (typeof value === 'boolean') return value ? 'T' : 'F';
    if (!Array.isArray(value)) return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\x09');
    return value.length === 0
      ? '(empty)'
      : value.map((each) => cell(each).replaceAll(',', '\\x2c')).join(',');
  };
  const names = Object.keys(record);
  const head = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n`;
  return readZeek(
    `${head}#fields\t${names.join('\t')}\n${names.map((name) => cell(record[name])).join('\t')}\n`,
  );
}

const plain = (facts: readonly TextFact[]) => facts.map((fact) => ({ ...fact, line: 1 }));

/** What a record of a log tells, which must be the same in both formats and all styles of names. */
function told(path: string, record: Readonly<Record<string, unknown>>): readonly TextFact[] {
  const named = json({ _path: path, ...record });
  expect(unaccounted(named)).toBe(0);
  expect(named.rejected).toEqual({});
  expect(plain(tsv(path, record).facts)).toEqual(named.facts);
  const underscored = Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.replaceAll('.', '_'), value]),
  );
  expect(json({ '@stream': path, ...underscored }).facts).toEqual(named.facts);
  const nested: Record<string, unknown> = { _path: path };
  for (const [name, value] of Object.entries(record)) {
    const [outer, inner] = name.split('.', 2) as [string, string | undefined];
    if (inner === undefined) nested[name] = value;
    else nested[outer] = { ...(nested[outer] as object | undefined), [inner]: value };
  }
  expect(json(nested).facts).toEqual(named.facts);
  return named.facts;
}

describe('dns.log', () => {
  const question = { ts: 1.5, uid: 'C1', ...IDS, trans_id: 7, query: 'a.example', qtype_name: 'A' };

  it('is a question, its answer, and every address in it', () => {
    const facts = told('dns', {
      ...question,
      rtt: 0.25,
      rcode: 0,
      answers: ['b.example', '192.0.2.1', '2001:db8::1'],
      TTLs: [60, 30, 20.5],
    });
    expect(facts).toMatchObject([
      { ...BOTH, kind: 'dnsQuery', name: 'a.example', text: 'A', number: 7 },
      { ...BOTH, kind: 'dnsAnswer', name: 'a.example', value: 'b.example', text: 'A', number: 0, time: 1750 },
      {
        ...BOTH,
        kind: 'dnsAddress',
        name: 'a.example',
        value: '192.0.2.1',
        text: 'A',
        number: 30,
        time: 1750,
      },
      { ...BOTH, kind: 'dnsAddress', value: '2001:db8::1', text: 'AAAA', number: 20.5, time: 1750 },
    ]);
    expect(facts).toHaveLength(4);
  });

  it('is a question alone when nobody answered', () => {
    expect(told('dns', question).map(({ kind }) => kind)).toEqual(['dnsQuery']);
    expect(told('dns', { ...question, rcode: 3 })[1]).toMatchObject({
      kind: 'dnsAnswer',
      number: 3,
      value: '',
    });
  });

  it('gives names back as they were asked for', () => {
    const query = 'tab\tback\\slash,ü';
    expect(told('dns', { ...question, query, answers: ['TXT 3 a,b'] })[1]).toMatchObject({
      name: query,
      value: 'TXT 3 a,b',
    });
  });
});

describe('ssl.log and x509.log', () => {
  const fingerprint = 'ab'.repeat(32);
  const ssl = {
    ts: 1.5,
    uid: 'C1',
    ...IDS,
    version: 'TLSv12',
    cipher: 'TLS_AES_128_GCM_SHA256',
    server_name: 'a.example',
    next_protocol: 'h2',
    cert_chain_fps: [fingerprint, 'cd'.repeat(32)],
    ja3: 'a0',
  };
  const x509 = {
    ts: 1,
    fingerprint,
    'certificate.version': 3,
    'certificate.subject': 'CN=a.example',
    'certificate.issuer': 'CN=Someone, O=Them',
    'certificate.not_valid_after': 1_700_000_000,
  };
  const certificate = { kind: 'tlsCertificate', address: '10.0.0.2', peer: '10.0.0.1', peerPort: 5000 };

  it('are the two hellos and the first certificate', () => {
    expect(told('ssl', ssl)).toMatchObject([
      { ...BOTH, kind: 'tlsClient', name: 'a.example', value: 'a0', text: 'TLSv12' },
      { kind: 'tlsServer', address: '10.0.0.2', peer: '10.0.0.1', name: 'h2', text: 'TLSv12' },
      { ...certificate, value: fingerprint, name: '', text: '', number: 0 },
    ]);
    expect(told('ssl', { ts: 1.5, uid: 'C1', ...IDS, server_name: 'a' }).map(({ kind }) => kind)).toEqual([
      'tlsClient',
    ]);
  });

  it('are a certificate about no address when only x509.log is there', () => {
    expect(told('x509', x509)).toMatchObject([
      { kind: 'tlsCertificate', address: '::', name: 'CN=a.example', value: fingerprint, number: 1.7e12 },
    ]);
  });

  it('are put together by fingerprint, and by file in older versions', () => {
    const whole = { ...certificate, name: 'CN=a.example', text: 'CN=Someone, O=Them', number: 1.7e12 };
    const mixed = json({ _path: 'x509', ...x509 }, { _path: 'ssl', ...ssl });
    expect(mixed.facts.at(-1)).toMatchObject({ ...whole, value: fingerprint });
    const older = { ...x509, fingerprint: undefined, id: 'Fabc' };
    const { cert_chain_fps: _, ...others } = ssl;
    const chain = { ...others, cert_chain_fuids: ['Fabc', 'Fdef'], subject: 'CN=x' };
    expect(json({ _path: 'x509', ...older }, { _path: 'ssl', ...chain }).facts.at(-1)).toMatchObject(whole);
    expect(json({ _path: 'ssl', ...chain }).facts.at(-1)).toMatchObject({ ...certificate, name: 'CN=x' });
  });

  it('remembers a bounded number of certificates', () => {
    const many = Array.from({ length: 4097 }, (_, i) => ({ _path: 'x509', ...x509, fingerprint: `f${i}` }));
    const asked = (fp: string) => json(...many, { _path: 'ssl', ...ssl, cert_chain_fps: [fp] }).facts.at(-1)!;
    expect(asked('f0').name).toBe('');
    expect(asked('f1').name).toBe('CN=a.example');
  });
});

it('http.log is requests, and logins where they name a user', () => {
  const request = {
    ts: 1.5,
    uid: 'C1',
    ...IDS,
    method: 'GET',
    host: 'a.example',
    uri: '/x?y=1',
    user_agent: 'curl/8',
    status_code: 401,
  };
  expect(told('http', request)).toMatchObject([
    { ...BOTH, kind: 'httpRequest', name: 'a.example', value: '/x?y=1', text: 'GET curl/8', number: 401 },
  ]);
  expect(told('http', { ...request, username: 'eve' })[1]).toMatchObject({
    ...BOTH,
    kind: 'login',
    name: 'eve',
    text: 'failure',
    number: 1,
  });
  expect(told('http', { ...request, username: 'eve', status_code: 200 })[1]!.text).toBe('success');
  expect(told('http', { ...request, username: 'eve', status_code: 500 })).toHaveLength(1);
});

it('dhcp.log is what the client asked for and what it was given', () => {
  const exchange = {
    ts: 1.5,
    uids: ['C1', 'C2'],
    client_addr: '10.0.0.9',
    server_addr: '10.0.0.2',
    mac: '08:00:27:7f:09:e1',
    host_name: 'desk',
    domain: 'example',
    requested_addr: '10.0.0.8',
    assigned_addr: '10.0.0.7',
    lease_time: 600,
    msg_types: ['DISCOVER', 'OFFER', 'REQUEST', 'ACK'],
  };
  const both = { mac: '0800277f09e1', peer: '10.0.0.2', uid: 'C1', time: 1500 };
  expect(told('dhcp', exchange)).toMatchObject([
    { ...both, kind: 'dhcpRequest', address: '10.0.0.8', name: 'desk', text: 'request' },
    { ...both, kind: 'dhcpOffer', address: '10.0.0.7', name: 'example', text: 'ack', number: 600 },
  ]);
  const { assigned_addr: _, ...unanswered } = { ...exchange, msg_types: ['DISCOVER'] };
  expect(told('dhcp', unanswered)).toMatchObject([{ kind: 'dhcpRequest', text: 'discover' }]);
  expect(told('dhcp', { ...exchange, msg_types: ['NAK'] })).toMatchObject([
    { kind: 'dhcpOffer', text: 'nak' },
  ]);
});

describe('a login', () => {
  const record = { ts: 1.5, uid: 'C1', ...IDS };
  it.each([
    [
      'ssh',
      { auth_success: true, auth_attempts: 4, client: 'SSH-2.0-x' },
      { text: 'success', number: 4, value: 'SSH-2.0-x' },
    ],
    ['ssh', { auth_success: false, auth_attempts: 2 }, { text: 'failure', number: 2 }],
    ['ssh', { status: 'failure' }, { text: 'failure', number: 1 }],
    ['ftp', { user: 'eve', command: 'PASS', reply_code: 530 }, { text: 'failure', name: 'eve' }],
    ['ftp', { user: 'eve', command: 'PASS', reply_code: 230 }, { text: 'success', name: 'eve' }],
    ['kerberos', { request_type: 'AS', client: 'eve/X', success: true }, { text: 'success', name: 'eve/X' }],
    [
      'kerberos',
      { request_type: 'AS', success: false, error_msg: 'KDC_ERR_PREAUTH_FAILED' },
      { text: 'failure' },
    ],
    ['ntlm', { username: 'eve', success: false }, { text: 'failure', name: 'eve' }],
    ['radius', { username: 'eve', result: 'failed' }, { text: 'failure', name: 'eve' }],
    ['mysql', { cmd: 'login', arg: 'root', success: true }, { text: 'success', name: 'root' }],
    [
      'ldap',
      { opcode: 'bind simple', result: 'invalid credentials', object: 'cn=eve' },
      { text: 'failure', name: 'cn=eve' },
    ],
  ])('is read of %s.log: %j', (path, fields, expected) => {
    expect(told(path, { ...record, ...fields })).toMatchObject([{ ...BOTH, kind: 'login', ...expected }]);
  });

  it.each([
    ['ssh', { client: 'SSH-2.0-x' }],
    ['ftp', { command: 'RETR', reply_code: 226 }],
    ['kerberos', { request_type: 'TGS', success: true }],
    ['kerberos', { request_type: 'AS', success: false, error_msg: 'KDC_ERR_PREAUTH_REQUIRED' }],
    ['ntlm', { username: 'eve' }],
    ['mysql', { cmd: 'query', arg: 'select 1', success: true }],
    ['ldap', { opcode: 'search', result: 'success' }],
  ])('is not made up where %s.log tells no outcome: %j', (path, fields) => {
    const reading = json({ _path: path, ...record, ...fields });
    expect(reading.facts).toEqual([]);
    expect(reading.ignored).toEqual({ [`zeek-${path} without the outcome of a login`]: 1 });
  });
});

describe('notice.log', () => {
  const note = { ts: 1.5, uid: 'C1', note: 'SSH::Password_Guessing', msg: '10.0.0.1 guesses', p: 22 };

  it('is an alert of the sensor', () => {
    const alert = {
      kind: 'sensorAlert',
      name: '10.0.0.1 guesses',
      value: 'SSH',
      text: 'SSH::Password_Guessing',
    };
    expect(told('notice', { ...note, src: '10.0.0.1', dst: '10.0.0.2' })).toMatchObject([
      { ...BOTH, ...alert, peerPort: 22, number: 0 },
    ]);
    expect(told('notice', { ...note, ...IDS })).toMatchObject([
      { ...alert, address: '10.0.0.1', peer: '10.0.0.2' },
    ]);
    expect(told('notice', { ...note, src: '10.0.0.1' })).toMatchObject([{ ...alert, peer: '::' }]);
  });

  it('about the sensor itself is left out, and counted', () => {
    expect(json({ ts: 1, note: 'CaptureLoss::Too_Much_Loss', msg: 'x' }).ignored).toEqual({
      'zeek-notice about no address': 1,
    });
  });
});

it('arp.log is who claims which address', () => {
  const message = {
    ts: 1.5,
    operation: 'reply',
    src_mac: '00:00:00:00:00:09',
    orig_h: '10.0.0.1',
    resp_h: '10.0.0.2',
    orig_hw: '00:00:00:00:00:01',
    resp_hw: '00:00:00:00:00:02',
  };
  const { peerPort: _, uid: __, ...both } = BOTH;
  expect(told('arp', message)).toMatchObject([
    { ...both, kind: 'arpBinding', mac: '000000000001', text: 'reply' },
  ]);
  expect(told('arp', { ...message, resp_h: '10.0.0.1' })).toMatchObject([{ text: 'gratuitous' }]);
  expect(json({ ...message, orig_h: '0.0.0.0' }).ignored).toEqual({ 'zeek-arp probe': 1 });
});

it('rejects records of these logs whose time or address is bad, with the field', () => {
  const reading = json(
    { _path: 'dns', ts: 'soon', ...IDS },
    { _path: 'dns', ts: 1, ...IDS, 'id.orig_h': 'x' },
    { _path: 'ssl', ts: 1, ...IDS, 'id.resp_h': 7 },
    { _path: 'arp', ts: 1, orig_h: 'x' },
  );
  expect(reading.rejected).toEqual({ 'bad-time': [1], 'bad-source': [2, 4], 'bad-destination': [3] });
  expect(reading.details).toEqual(['ts is soon', 'id.orig_h is x', 'id.resp_h is 7', 'orig_h is x']);
  const text = '#path\tdns\n#fields\tts\tid.orig_h\tid.resp_h\tquery\n1\t10.0.0.1\n1\t-\t10.0.0.2\ta\n';
  expect(readZeek(text).rejected).toEqual({ 'wrong-field-count': [3], 'bad-source': [4] });
});

it('hands facts on in batches of bounded length', () => {
  const record = { _path: 'dns', ts: 1, ...IDS, query: 'a', rcode: 0, answers: ['10.0.0.3'] };
  const reading = json(...Array.from({ length: 3000 }, () => record));
  expect(reading.facts).toHaveLength(9000);
  expect(unaccounted(reading)).toBe(0);
});
