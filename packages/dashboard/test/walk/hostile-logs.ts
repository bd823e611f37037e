/** Logs of a sensor in which a scanner has put markup into every field of text that it controls. */

/** Each would show itself in another way where it were taken for markup or script. */
export const HOSTILE = [
  '<img src=x onerror="window.taken=1">',
  '"><script>window.taken=2</script>',
  "'-window.taken++-'",
  '</title><svg onload=window.taken=3>',
  '{{constructor.constructor("window.taken=4")()}}',
  'javascript:window.taken=5',
  '\u202Eevil\u0000\u001b]0;x\u0007',
] as const;

export const SCANNER = '10.0.0.66';
const TARGET = '10.0.0.5';

const cycle = (i: number) => HOSTILE[i % HOSTILE.length]!;
const lines = (path: string, count: number, row: (i: number) => object) =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify({ _path: path, ...row(i) })}\n`).join('');

/**
 * @param now Unix ms; all happened in the minutes before
 * @returns name of the file, and its lines
 */
export function hostileLogs(now: number): readonly (readonly [string, string])[] {
  const at = (i: number, count: number) => (now - 300_000 + (240_000 * i) / count) / 1_000;
  const ids = (i: number, count: number, port: number) => ({
    ts: at(i, count),
    uid: `C${i}${cycle(i)}`,
    'id.orig_h': SCANNER,
    'id.orig_p': 30_000 + i,
    'id.resp_h': i % 3 === 0 ? '192.0.2.80' : TARGET,
    'id.resp_p': port,
  });
  const counts = { orig_bytes: 300, resp_bytes: 900, orig_pkts: 5, resp_pkts: 5 };
  return [
    [
      'conn.log',
      lines('conn', 900, (i) => ({
        ...ids(i, 900, i % 3 === 0 ? 443 : 1 + i),
        proto: 'tcp',
        duration: 0.2,
        service: cycle(i),
        ...counts,
        conn_state: i % 3 === 0 ? 'SF' : 'REJ',
        history: i % 3 === 0 ? 'ShADadFf' : 'Sr',
      })),
    ],
    [
      'dns.log',
      lines('dns', 300, (i) => ({
        ...ids(i, 300, 53),
        proto: 'udp',
        query: `${cycle(i)}.${i}.example`,
        qtype_name: 'A',
        rcode: 0,
        answers: ['192.0.2.80'],
        TTLs: [60],
      })),
    ],
    [
      'dhcp.log',
      lines('dhcp', HOSTILE.length, (i) => ({
        ts: at(i, HOSTILE.length),
        uids: [`D${i}`],
        client_addr: SCANNER,
        server_addr: '10.0.0.2',
        mac: '08:00:27:7f:09:e1',
        host_name: cycle(i),
        domain: cycle(i + 1),
        client_fqdn: cycle(i + 2),
        assigned_addr: SCANNER,
        lease_time: 600,
        msg_types: ['REQUEST', 'ACK'],
      })),
    ],
    [
      'http.log',
      lines('http', 100, (i) => ({
        ...ids(3 * i, 300, 80),
        method: cycle(i),
        host: cycle(i + 1),
        uri: `/${cycle(i + 2)}`,
        user_agent: cycle(i + 3),
        username: cycle(i + 4),
        status_code: 401,
      })),
    ],
    [
      'ssl.log',
      lines('ssl', 100, (i) => ({
        ...ids(3 * i, 300, 443),
        version: 'TLSv12',
        server_name: cycle(i),
        subject: `CN=${cycle(i + 1)}`,
        issuer: `CN=${cycle(i + 2)}`,
        ja3: cycle(i),
        established: true,
      })),
    ],
    [
      'ssh.log',
      lines('ssh', 40, (i) => ({
        ...ids(i, 40, 22),
        version: 2,
        auth_success: false,
        auth_attempts: 5,
        client: cycle(i),
        server: cycle(i + 1),
      })),
    ],
  ];
}
