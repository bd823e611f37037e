import { describe, expect, it } from 'vitest';
import { readCsv } from '../text/reading.js';

describe('CSV of', () => {
  it('CICFlowMeter, old names: leading spaces, microseconds, days before months', () => {
    const header =
      'Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration,' +
      ' Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets, Label';
    const row = 'x,192.168.10.5,54865,104.16.207.165,443,6,13/07/2017 03:30:00,3000,2,1,120.0,66,BENIGN';
    expect(readCsv(`${header}\n${row}\n`).rows[0]).toMatchObject({
      source: '192.168.10.5',
      sourcePort: 54865,
      destination: '104.16.207.165',
      destinationPort: 443,
      protocol: 6,
      start: Date.UTC(2017, 6, 13, 3, 30),
      durationMs: 3,
      packetsSent: 2,
      packetsReceived: 1,
      bytesSent: 120,
      bytesReceived: 66,
      state: null,
    });
  });

  it('CICFlowMeter, new names, with a 12-hour clock', () => {
    const header =
      'Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts';
    const row = 'x,10.0.0.1,1,10.0.0.2,53,17,22/07/2018 02:30:00 PM,5000000,1,0,40,0';
    expect(readCsv(`${header}\n${row}\n`).rows[0]).toMatchObject({
      start: Date.UTC(2018, 6, 22, 14, 30),
      durationMs: 5000,
      state: 'S0',
    });
  });

  it('UNSW-NB15 without its header: 49 columns', () => {
    const row =
      '59.166.0.0,1390,149.171.126.6,53,udp,CON,0.001055,132,164,31,29,0,0,dns,500473.9,621800.9,2,2,0,0,0,0,66,82,0,0,0,0,' +
      '1421927414,1421927414,0.017,0.013,0,0,0,0,0,0,0,0,3,7,1,3,1,1,1,,0';
    const { rows, ignored } = readCsv(`${row}\r\n${row}\r\n`);
    expect(ignored).toEqual({});
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      start: 1421927414000,
      time: 1421927414001.055,
      durationMs: 1.055,
      source: '59.166.0.0',
      destinationPort: 53,
      protocol: 17,
      state: 'SF',
      bytesSent: 132,
      bytesReceived: 164,
      packetsSent: 2,
      packetsReceived: 2,
      ttl: 31,
      service: 'dns',
    });
  });

  describe('Argus', () => {
    const header =
      'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label';
    const read = (cells: string) =>
      readCsv(`${header}\n2018/12/18 14:00:00.527012,0.699716,${cells}\n`).rows[0]!;

    it('derives what came back from the totals', () => {
      expect(read('tcp,216.73.23.146,52798,   ->,147.32.81.58,445,S_RA,0,0,2,134,70,1,')).toMatchObject({
        bytesSent: 70,
        bytesReceived: 64,
        packetsSent: 1,
        packetsReceived: 1,
        state: 'REJ',
        tcpFlags: 0b010110,
        start: Date.UTC(2018, 11, 18, 14) + 527.012,
      });
    });

    it('derives one-sided packets from one-sided bytes', () => {
      const short = header.replace(',SrcPkts', '');
      const { rows } = readCsv(
        `${short}\n2018/12/18 14:00:00.5,0,tcp,10.0.0.1,1,   ->,10.0.0.2,2,REQ,0,,3,180,180,\n2018/12/18 14:00:00.5,0,udp,10.0.0.1,1,  <->,10.0.0.2,2,CON,0,0,2,180,90,\n`,
      );
      expect(rows[0]).toMatchObject({ packetsSent: 3, packetsReceived: 0, bytesReceived: 0, state: 'S0' });
      expect(rows[1]).toMatchObject({
        packetsSent: null,
        packetsReceived: null,
        bytesReceived: 90,
        state: 'SF',
      });
    });

    it('reads type and code of ICMP from what stands for ports', () => {
      expect(read('icmp,10.8.0.69,0x0008,   ->,110.1.2.3,0x7208,ECO,0,,2,144,144,2,')).toMatchObject({
        protocol: 1,
        icmpType: 8,
        icmpCode: 0,
        sourcePort: null,
        destinationPort: null,
        state: 'S0',
      });
      expect(read('icmp,10.8.0.69,0x03,   ->,110.1.2.3,0x0a,URP,0,,2,144,144,2,')).toMatchObject({
        icmpType: 3,
        icmpCode: 10,
        state: null,
      });
    });

    it('knows that nobody knows who began', () => {
      expect(read('tcp,10.0.0.1,1,  <?>,10.0.0.2,2,PA_PA,0,0,2,200,100,1,').initiatorKnown).toBe(false);
      expect(read('tcp,10.0.0.1,1,   ->,10.0.0.2,2,PA_PA,0,0,2,200,100,1,')).toMatchObject({
        initiatorKnown: false,
        state: 'OTH',
      });
    });

    it('puts the initiator first when the arrow points to the left', () => {
      expect(read('tcp,10.0.0.1,80,   <-,10.0.0.2,4000,CON,0,0,3,300,200,1,')).toMatchObject({
        source: '10.0.0.2',
        sourcePort: 4000,
        destination: '10.0.0.1',
        destinationPort: 80,
      });
    });

    it('leaves out what is no IP flow', () => {
      const { rows, ignored } = readCsv(
        `${header}\n2018/12/18 14:00:00,1,arp,10.0.0.1,,  who,10.0.0.2,,CON,,,10,510,300,5,\n2018/12/18 14:00:00,0,man,0,0,,0,0,STA,,,0,0,0,0,\n`,
      );
      expect(rows).toEqual([]);
      expect(ignored).toEqual({ header: 1, 'not-ip': 2 });
    });
  });

  describe('nfdump', () => {
    const header = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out';
    const row = (rest: string) =>
      `2018-01-12 15:37:30,2018-01-12 15:37:31,1.000,147.32.80.119,147.32.82.62,${rest}`;
    const back = (rest: string) =>
      `2018-01-12 15:37:30,2018-01-12 15:37:31,1.000,147.32.82.62,147.32.80.119,${rest}`;

    it('counts one way: the other direction is put to it, and what has none is unknown', () => {
      const { rows, notes, ignored } = readCsv(
        [
          header,
          row('52324,902,TCP,......S.,0,0,1,60,0,0,3,0'),
          back('902,52324,TCP,...A.R..,0,0,1,40,0,0,3,0'),
          row('52400,80,TCP,...AP...,0,0,1,60,0,0,3,0'),
          'Summary',
          'flows,bytes,packets,avg_bps,avg_pps,avg_bpp',
          '3,160,3,58357,140,51',
        ].join('\n'),
      );
      // A connection that may go on is told again, with nothing more to count, when it is over.
      expect(rows.map((each) => each.line)).toEqual([2, 2, 4]);
      expect(rows[0]).toMatchObject({
        sourcePort: 52324,
        initiatorKnown: true,
        bytesSent: 60,
        bytesReceived: 40,
        packetsReceived: 1,
        state: 'REJ',
        tcpFlags: 0b010110,
        protocol: 6,
        durationMs: 1000,
      });
      expect(rows[2]).toMatchObject({
        sourcePort: 52400,
        initiatorKnown: false,
        bytesSent: 60,
        bytesReceived: null,
        packetsReceived: null,
        state: null,
      });
      expect(notes.join()).toContain('one way');
      expect(ignored).toEqual({ header: 1, summary: 3 });
    });

    it('counts each row for itself when it is told so', () => {
      const { rows } = readCsv(
        [
          header,
          row('52324,902,TCP,......S.,0,0,1,60,0,0,3,0'),
          back('902,52324,TCP,...A.R..,0,0,1,40,0,0,3,0'),
        ].join('\n'),
        { directions: 'both' },
      );
      expect(rows).toHaveLength(2);
    });

    it('of version 1.7.2 and later, with other names', () => {
      const { rows } = readCsv(
        'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n' +
          '2024-08-01 06:00:00.250,1.500,UDP,10.0.0.1,5353,10.0.0.2,53,1,60,1\n' +
          '2024-08-01 06:00:00.300,1.450,UDP,10.0.0.2,53,10.0.0.1,5353,1,90,1\n',
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ source: '10.0.0.1', durationMs: 1500, bytesReceived: 90, state: 'SF' });
    });

    it('counts both ways where the counters of the answer are not all 0', () => {
      const { rows } = readCsv(
        [header, row('1,53,UDP,........,0,0,1,60,1,90,3,0'), row('1,53,UDP,........,0,0,1,60,0,0,3,0')].join(
          '\n',
        ),
      );
      expect(rows.map((each) => [each.bytesReceived, each.state])).toEqual([
        [90, 'SF'],
        [0, 'S0'],
      ]);
    });

    it('writes ICMP type and code as 8.0', () => {
      expect(
        readCsv([header, row('0,3.10,ICMP,........,0,0,1,60,1,90,3,0')].join('\n')).rows[0],
      ).toMatchObject({
        icmpType: 3,
        icmpCode: 10,
        destinationPort: null,
      });
    });
  });

  it('nfstream', () => {
    const header =
      'id,src_ip,src_mac,src_port,dst_ip,dst_port,protocol,vlan_id,bidirectional_first_seen_ms,bidirectional_last_seen_ms,' +
      'bidirectional_duration_ms,bidirectional_packets,src2dst_packets,src2dst_bytes,dst2src_packets,dst2src_bytes,application_name';
    const row =
      '0,10.0.0.1,00:0d:3a:4d:42:f2,1,10.0.0.2,2,6,7,1600000000000,1600000001500,1500,3,2,200,1,90,TLS';
    expect(readCsv(`${header}\n${row}\n`).rows[0]).toMatchObject({
      start: 1_600_000_000_000,
      durationMs: 1500,
      packetsSent: 2,
      packetsReceived: 1,
      bytesReceived: 90,
      service: 'TLS',
      mac: '00:0d:3a:4d:42:f2',
      vlan: 7,
    });
  });

  it('AWS VPC flow logs as a table: one way, with what was refused', () => {
    const { rows, ignored, rejected } = readCsv(
      'version,account_id,interface_id,srcaddr,dstaddr,srcport,dstport,protocol,packets,bytes,start,end,action,log_status\n' +
        '2,1,eni-1,10.0.0.1,10.0.0.2,40000,443,6,10,800,1600000000,1600000060,ACCEPT,OK\n' +
        '2,1,eni-1,10.0.0.2,10.0.0.1,443,40000,6,12,9000,1600000000,1600000060,ACCEPT,OK\n' +
        '2,1,eni-1,203.0.113.9,10.0.0.1,40000,22,6,1,40,1600000000,1600000060,REJECT,OK\n' +
        '2,1,eni-1,-,-,-,-,-,-,-,1600000000,1600000060,-,NODATA\n',
    );
    expect(rejected).toEqual({});
    expect(ignored).toEqual({ header: 1, NODATA: 1 });
    const told = rows.filter((row) => row.bytesSent !== 0);
    expect(told.map((row) => [row.source, row.destinationPort, row.state, row.bytesReceived])).toEqual([
      ['10.0.0.1', 443, null, 9000],
      ['203.0.113.9', 22, 'REJ', 0],
    ]);
  });

  it('a firewall that says what it let pass', () => {
    const { rows } = readCsv(
      'time,src,dst,sport,dport,proto,action,sentbyte,rcvdbyte\n2024-01-02 03:04:05,10.0.0.1,10.0.0.2,1,2,tcp,Deny,0,0\n2024-01-02 03:04:05,10.0.0.1,10.0.0.2,1,2,tcp,allow,10,20\n',
    );
    expect(rows.map((row) => row.state)).toEqual(['REJ', null]);
  });

  it("the old script's edge logs", () => {
    const { rows } = readCsv(
      'ClientIP,ClientSrcPort,ClientDstPort,OriginIP,EdgeStartTimestamp\n203.0.113.9,5555,443,192.0.2.1,2020-09-13T12:26:40Z\n',
    );
    expect(rows[0]).toMatchObject({
      source: '203.0.113.9',
      sourcePort: 5555,
      destinationPort: 443,
      destination: '192.0.2.1',
      start: 1_600_000_000_000,
    });
  });

  it("Zeek's conn.log turned into CSV", () => {
    const { rows } = readCsv(
      'ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,orig_ip_bytes,conn_state\n1.5,Cx,10.0.0.1,1,10.0.0.2,2,tcp,10,50,RSTO\n',
    );
    expect(rows[0]).toMatchObject({ uid: 'Cx', bytesSent: 50, state: 'RSTO' });
  });
});
