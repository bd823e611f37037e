import { describe, expect, it } from 'vitest';
import { type MappedFormat, proposeTable } from '../../../src/sources/table-proposal.js';

const encode = (text: string) => new TextEncoder().encode(text);

function proposed(text: string, format: MappedFormat = 'csv'): Record<string, string> {
  const proposal = proposeTable(format, encode(text));
  if (proposal === null) throw new Error('no proposal');
  return Object.fromEntries(proposal.proposed.map(({ field, column }) => [field, column]));
}

const why = (text: string, field: string) =>
  proposeTable('csv', encode(text))!.proposed.find((each) => each.field === field);

describe('proposes which column is what, in', () => {
  it('Argus', () => {
    expect(
      proposed(
        'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes\n2018/12/18 14:00:00.5,0.6,tcp,216.73.23.146,52798,   ->,147.32.81.58,445,S_RA,2,134,70\n',
      ),
    ).toMatchObject({ time: 'StartTime', source: 'SrcAddr', destination: 'DstAddr', bytesTotal: 'TotBytes' });
  });

  it('names that nobody uses, by their parts', () => {
    expect(
      proposed(
        'FlowBeganAt;OriginHost;TargetHost;TargetPortNo;ProtoName;UploadedBytes;DownloadBytes\n2024-05-01 10:00:00;10.0.0.1;10.0.0.2;443;tcp;100;200\n2024-05-01 10:00:01;10.0.0.1;10.0.0.3;80;udp;5;6\n',
      ),
    ).toEqual({
      time: 'FlowBeganAt',
      source: 'OriginHost',
      destination: 'TargetHost',
      destinationPort: 'TargetPortNo',
      protocol: 'ProtoName',
      bytesSent: 'UploadedBytes',
      bytesReceived: 'DownloadBytes',
    });
  });

  it('names that say nothing, by values', () => {
    expect(
      proposed('a,b,c,d,e\n1700000000,10.0.0.1,192.0.2.1,tcp,x\n1700000009,10.0.0.2,192.0.2.1,udp,y\n'),
    ).toEqual({
      time: 'a',
      source: 'b',
      destination: 'c',
      protocol: 'd',
    });
  });

  it('no header at all: columns by number', () => {
    expect(
      proposed('1700000000,10.0.0.1,5000,192.0.2.1,80,6\n1700000009,10.0.0.2,5001,192.0.2.1,80,17\n'),
    ).toMatchObject({
      time: '1',
      source: '2',
      destination: '4',
      protocol: '6',
    });
  });

  it('several times: the earlier one begins', () => {
    expect(
      proposed(
        'logged_at,session_finished,session_opened,client_ip,server_ip\n1700000100,1700000090,1700000000,10.0.0.1,10.0.0.2\n',
      ),
    ).toMatchObject({ time: 'session_opened', end: 'session_finished' });
    expect(proposed('end,start,src,dst\n1700000000,1700000009,10.0.0.1,10.0.0.2\n')).toMatchObject({
      time: 'end',
      end: 'start',
    });
  });

  it('a firewall, times in ms', () => {
    expect(
      proposed(
        'receive_time_ms,src_ip,dst_ip,natsrc,dst_port,ip_protocol,action,bytes_out,bytes_in\n1700000000123,10.0.0.1,192.0.2.7,203.0.113.1,443,6,allow,10,20\n',
      ),
    ).toMatchObject({ time: 'receive_time_ms', source: 'src_ip', destination: 'dst_ip', action: 'action' });
  });

  it('a proxy log without ports', () => {
    expect(
      proposed('date_time|user|clientAddr|remoteAddr|size\n2024-01-01T00:00:00Z|x|10.0.0.1|192.0.2.1|5\n'),
    ).toMatchObject({
      time: 'date_time',
      source: 'clientAddr',
      destination: 'remoteAddr',
      identity: 'user',
      bytesSent: 'size',
    });
  });

  it('German spreadsheets: semicolons, dates with points', () => {
    expect(proposed('Zeit;Quelle;Ziel;Zielport\n13.07.2017 03:30:00;10.0.0.1;10.0.0.2;80\n')).toMatchObject({
      time: 'Zeit',
      source: 'Quelle',
      destination: 'Ziel',
    });
  });

  it('JSON lines, nested', () => {
    const line = {
      meta: { ts_ns: 1_700_000_000_123_456_800, host: 'fw1' },
      conn: { orig: { addr: '10.0.0.1', prt: 4000 }, resp: { addr: '10.0.0.2', prt: 53 }, proto: 'udp' },
      vol: { tx_bytes: 5, rx_bytes: 6 },
    };
    expect(proposed(`${JSON.stringify(line)}\n`, 'ndjson')).toMatchObject({
      source: 'conn.orig.addr',
      destination: 'conn.resp.addr',
      sourcePort: 'conn.orig.prt',
      destinationPort: 'conn.resp.prt',
      protocol: 'conn.proto',
      bytesSent: 'vol.tx_bytes',
      bytesReceived: 'vol.rx_bytes',
      time: 'meta.ts_ns',
    });
  });

  it('CICFlowMeter, nfstream and AWS, by names', () => {
    expect(
      proposed('Src IP,Dst IP,Timestamp,Tot Fwd Pkts\n10.0.0.1,10.0.0.2,22/07/2018 02:30:00 PM,3\n'),
    ).toMatchObject({ packetsSent: 'Tot Fwd Pkts' });
    expect(
      proposed(
        'src_ip,dst_ip,bidirectional_first_seen_ms,src2dst_bytes\n10.0.0.1,10.0.0.2,1600000000000,3\n',
      ),
    ).toMatchObject({ time: 'bidirectional_first_seen_ms', bytesSent: 'src2dst_bytes' });
    expect(
      proposed(
        'interface_id,srcaddr,dstaddr,start,end,log_status\neni-1,10.0.0.1,10.0.0.2,1600000000,1600000060,OK\n',
      ),
    ).toMatchObject({ exporter: 'interface_id', time: 'start', end: 'end' });
  });
});

it('does not trust a name over values that cannot be it, and says so', () => {
  const text =
    'source,destination,src_address,dst_address,time\nfirewall,siem,10.0.0.1,10.0.0.2,1700000000\n';
  expect(proposed(text)).toMatchObject({ source: 'src_address', destination: 'dst_address' });
  const noOther = 'time,src,dst,dport\n1700000000,10.0.0.1,10.0.0.2,https\n';
  expect(why(noOther, 'destinationPort')).toMatchObject({
    column: '-',
    why: '"dport" is named like it, but none of its values are ports',
  });
});

it('is surer of names with values than of either alone', () => {
  const sure = (text: string, field: string) => why(text, field)!.confidence;
  const named = sure('src,dst,time\n10.0.0.1,10.0.0.2,1700000000\n', 'source');
  const empty = sure('src,dst,time,dport\n10.0.0.1,10.0.0.2,1700000000,\n', 'destinationPort');
  const parts = sure('my_sender_x,my_receiver_x\n10.0.0.1,10.0.0.2\n', 'source');
  const values = sure('a,b\n10.0.0.1,10.0.0.2\n', 'source');
  expect(named).toBeGreaterThan(parts);
  expect(parts).toBeGreaterThan(empty);
  expect(empty).toBeGreaterThan(values);
});

it('survives hostile headers', () => {
  const long = 'x'.repeat(20_000);
  const names = [
    '\u001b[31m',
    '__proto__',
    'constructor',
    '',
    '""""',
    long,
    'a.b.'.repeat(2000),
    '٣',
    'src',
    'src',
    'dst',
  ];
  const row = ['1', '2', '3', '4', '5', '6', '7', '8', '10.0.0.1', '10.9.9.9', '10.0.0.2'];
  const text = `${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')}\n${row.join(',')}\n`;
  expect(proposed(text)).toMatchObject({ source: 'src', destination: 'dst' });
  expect(proposeTable('csv', encode('\n\n\n'))).toBe(null);
  expect(proposeTable('ndjson', encode('[1]\n'))).toBe(null);
  expect(proposeTable('csv', new Uint8Array(0))).toBe(null);
});
