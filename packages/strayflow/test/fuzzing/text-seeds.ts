/** Texts to begin with: a few lines of every format of text. */

const lines = (...records: readonly (string | object)[]) =>
  `${records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n')}\n`;

const suricata = {
  timestamp: '2026-01-01T00:00:00.000001+0000',
  flow_id: 12,
  src_ip: '10.0.0.1',
  src_port: 5000,
  dest_ip: '192.0.2.2',
  dest_port: 53,
  proto: 'UDP',
};
const zeekId = {
  ts: 1_700_000_000.5,
  uid: 'C1',
  'id.orig_h': '10.0.0.1',
  'id.orig_p': 5000,
  'id.resp_h': '192.0.2.2',
  'id.resp_p': 443,
};

export const TEXT_SEEDS: readonly string[] = [
  lines(
    'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state',
    '1700000000.5,10.0.0.1,5000,192.0.2.2,443,6,1.5,400,900,4,5,SF',
    '1700000001.5,"10.0.0.1",5001,2001:db8::1,53,udp,0.1,60,,1,,S0',
  ),
  lines(
    'Src IP;Src Port;Dst IP;Dst Port;Protocol;Timestamp;Flow Duration;Total Fwd Packet;Total Bwd packets',
    '10.0.0.1;1;10.0.0.2;2;6;01/02/2026 10:00:00 AM;1000;1;2',
  ),
  lines(
    'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label',
    '2026/01/01 10:00:00.000001,3.5,tcp,10.0.0.1,1577,   ->,192.0.2.2,6881,S_RA,0,0,4,276,156,flow',
  ),
  lines(
    'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt',
    '2026-01-01 00:00:01,2026-01-01 00:00:02,1.000,10.0.0.1,192.0.2.2,5000,443,TCP,...AP.SF,0,0,10,1000,0,0',
  ),
  lines(
    'id,expiration_id,src_ip,src_port,dst_ip,dst_port,protocol,bidirectional_first_seen_ms,bidirectional_last_seen_ms,src2dst_packets,src2dst_bytes,dst2src_packets,dst2src_bytes',
    '0,0,10.0.0.1,5000,192.0.2.2,443,6,1700000000000,1700000001000,3,300,2,200',
  ),
  lines(
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    '#path\tconn',
    '#open\t2026-01-01-00-00-00',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents',
    '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tstring\tcount\tcount\tcount\tcount\tset[string]',
    '1700000000.000001\tC1\t10.0.0.1\t5000\t192.0.2.2\t443\ttcp\tssl\t1.5\t100\t200\tSF\tT\tShADadFf\t5\t300\t6\t500\t(empty)',
    '1700000001.000001\tC2\tfe80::1\t131\tff02::1\t130\ticmp\t-\t-\t-\t-\tOTH\t-\t-\t1\t60\t0\t0\t-',
    '#close\t2026-01-01-01-00-00',
  ),
  lines(
    {
      ...zeekId,
      proto: 'tcp',
      conn_state: 'SF',
      duration: 1.5,
      orig_bytes: 10,
      resp_bytes: 20,
      history: 'ShADadFf',
      orig_pkts: 3,
      resp_pkts: 4,
    },
    { ...zeekId, uid: 'C2', proto: 'udp', conn_state: 'S0' },
  ),
  lines(
    '#separator \\x09',
    '#path\tdns',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\tquery\tqclass\tqtype\tqtype_name\trcode\trcode_name\tanswers\tTTLs',
    '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\tstring\tcount\tcount\tstring\tcount\tstring\tvector[string]\tvector[interval]',
    '1700000000.5\tC1\t10.0.0.1\t5000\t192.0.2.2\t53\tudp\t7\texample.com\t1\t1\tA\t0\tNOERROR\t192.0.2.3,192.0.2.4\t60.0,60.0',
  ),
  lines(
    {
      ...zeekId,
      query: 'example.com',
      qtype_name: 'A',
      rcode: 0,
      trans_id: 7,
      answers: ['192.0.2.3'],
      TTLs: [60],
    },
    {
      ...zeekId,
      version: 'TLSv13',
      cipher: 'TLS_AES_128_GCM_SHA256',
      server_name: 'example.com',
      cert_chain_fps: ['ab'],
    },
    { ...zeekId, method: 'GET', host: 'example.com', uri: '/', status_code: 200, user_agent: 'x' },
    { ...zeekId, auth_success: false, auth_attempts: 3, client: 'SSH-2.0-x' },
    {
      ts: 1.7e9,
      uids: ['C1'],
      client_addr: '10.0.0.1',
      mac: '02:00:00:00:00:01',
      host_name: 'x',
      msg_types: ['DISCOVER', 'ACK'],
      assigned_addr: '10.0.0.9',
      lease_time: 60,
    },
  ),
  lines(
    {
      ...suricata,
      event_type: 'flow',
      flow: {
        pkts_toserver: 2,
        pkts_toclient: 3,
        bytes_toserver: 200,
        bytes_toclient: 300,
        start: '2026-01-01T00:00:00.000001+0000',
        end: '2026-01-01T00:00:09.000001+0000',
        age: 9,
        state: 'established',
        reason: 'timeout',
      },
      tcp: { tcp_flags: '1b', syn: true, state: 'closed' },
    },
    {
      ...suricata,
      event_type: 'netflow',
      netflow: {
        pkts: 1,
        bytes: 60,
        start: '2026-01-01T00:00:00+0000',
        end: '2026-01-01T00:00:00+0000',
        age: 0,
        min_ttl: 64,
      },
    },
    {
      ...suricata,
      event_type: 'dns',
      dns: {
        version: 2,
        type: 'answer',
        id: 7,
        rrname: 'é.example',
        rrtype: 'A',
        rcode: 'NOERROR',
        answers: [{ rrname: 'x', rrtype: 'A', ttl: 60, rdata: '192.0.2.3' }],
        grouped: { A: ['192.0.2.3'] },
      },
    },
    {
      ...suricata,
      event_type: 'tls',
      tls: {
        subject: 'CN=x',
        issuerdn: 'CN=y',
        fingerprint: 'ab:cd',
        sni: 'example.com',
        version: 'TLS 1.3',
        notafter: '2027-01-01T00:00:00',
        ja3: { hash: 'x' },
        ja4: 't13d',
      },
    },
    {
      ...suricata,
      event_type: 'alert',
      alert: { action: 'allowed', gid: 1, signature_id: 7, signature: 'x', category: 'y', severity: 2 },
    },
    { ...suricata, event_type: 'stats', stats: { capture: { kernel_drops: 3 } } },
  ),
  lines(
    '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
    '2 123456789010 eni-1235b8ca123456789 172.31.16.21 172.31.16.139 22 20641 6 20 4249 1418530010 1418530070 ACCEPT OK',
    '2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA',
  ),
  lines(
    'version srcaddr dstaddr srcport dstport protocol packets bytes start end action tcp-flags type pkt-srcaddr pkt-dstaddr flow-direction log-status',
    '5 10.0.0.1 192.0.2.2 5000 443 6 10 900 1700000000 1700000060 ACCEPT 2 IPv4 10.0.0.1 192.0.2.2 egress OK',
  ),
  lines({
    records: [
      {
        time: '2026-01-01T00:00:52Z',
        flowLogVersion: 4,
        macAddress: '00224871C205',
        flowRecords: {
          flows: [
            {
              aclID: 'a',
              flowGroups: [
                {
                  rule: 'r',
                  flowTuples: [
                    '1767225600000,10.0.0.1,192.0.2.2,5000,443,6,O,B,NX,0,0,0,0',
                    '1767225601000,10.0.0.1,192.0.2.2,5000,443,6,O,E,NX,3,300,2,200',
                  ],
                },
              ],
            },
          ],
        },
      },
    ],
  }),
  lines({
    records: [
      {
        time: '2026-01-01T00:00:52Z',
        category: 'NetworkSecurityGroupFlowEvent',
        properties: {
          Version: 2,
          flows: [
            {
              rule: 'r',
              flows: [
                {
                  mac: '00224871C205',
                  flowTuples: ['1767225600,10.0.0.1,192.0.2.2,5000,443,T,O,A,E,3,300,2,200'],
                },
              ],
            },
          ],
        },
      },
    ],
  }),
  lines({
    insertId: 'x',
    jsonPayload: {
      bytes_sent: '100',
      packets_sent: '2',
      connection: { src_ip: '10.0.0.1', src_port: 5000, dest_ip: '192.0.2.2', dest_port: 443, protocol: 6 },
      start_time: '2026-01-01T00:00:00.000001Z',
      end_time: '2026-01-01T00:00:05Z',
      reporter: 'SRC',
    },
    timestamp: '2026-01-01T00:00:06Z',
  }),
  lines({
    ClientIP: '192.0.2.1',
    ClientSrcPort: 5000,
    ClientRequestHost: 'example.com',
    ClientRequestMethod: 'GET',
    ClientRequestURI: '/',
    EdgeResponseStatus: 200,
    EdgeStartTimestamp: 1_506_702_504_433_000_200,
    EdgeEndTimestamp: 1_506_702_505_433_000_200,
    EdgeResponseBytes: 900,
    ClientRequestBytes: 90,
    RayID: '3a',
  }),
  lines({
    Datetime: 1_700_000_000,
    IPSourceAddress: '192.0.2.1',
    IPDestinationAddress: '192.0.2.2',
    SourcePort: 1,
    DestinationPort: 2,
    IPProtocol: 6,
    IPProtocolName: 'TCP',
    IPTotalLength: 60,
    SampleInterval: 100,
    TCPFlags: 2,
    Outcome: 'drop',
  }),
  lines({
    SessionStartTime: 1_700_000_000_000_000_000,
    SessionEndTime: 1_700_000_009_000_000_000,
    SourceIP: '192.0.2.1',
    SourcePort: 5,
    OriginIP: '192.0.2.2',
    OriginPort: 443,
    Transport: 'TCP',
    BytesSent: 5,
    BytesReceived: 6,
    Email: 'a',
  }),
  lines({
    ts: '2026-01-01T00:00:00Z',
    src_ip: '10.0.0.1',
    dst_ip: '192.0.2.2',
    src_port: 5000,
    dst_port: 443,
    proto: 'tcp',
    bytes: 100,
    packets: 3,
  }),
];
