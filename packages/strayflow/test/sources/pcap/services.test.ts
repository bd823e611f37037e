import { describe, expect, it } from 'vitest';
import { be16, be32, bytesOf, ethernet, ipv4, pcap, udp } from './capture-builder.js';
import { readCapture } from './capture-reading.js';
import { ascii, session } from './content-builder.js';
import { EPOCH } from './conversations.js';

const tpkt = (body: readonly number[]) => bytesOf([3, 0], be16(4 + body.length), body);

describe('the service of a TCP connection is told by its first bytes', () => {
  it.each<[string, boolean, Uint8Array, number]>([
    ['ssh', false, ascii('SSH-2.0-dropbear\r\n'), 902],
    ['ftp', false, ascii('220 ProFTPD FTP Server ready.\r\n'), 2121],
    ['ftp', false, ascii('220 (vsx 3.0)\r\n'), 21],
    ['smtp', false, ascii('220 mail.example ESMTP\r\n'), 26],
    ['smtp', true, ascii('EHLO me\r\n'), 26],
    ['pop3', false, ascii('+OK ready\r\n'), 1110],
    ['imap', false, ascii('* OK IMAP4rev1\r\n'), 1143],
    ['telnet', false, Uint8Array.of(255, 253, 24, 255, 253, 32), 2323],
    ['rdp', true, tpkt([14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]), 3390],
    ['rdp', true, tpkt([30, 0xe0, 0, 0, 0, 0, 0, ...ascii('Cookie: mstshash=eve\r\n')]), 3390],
    ['s7comm', true, tpkt([17, 0xe0, 0, 0, 0, 1, 0, 0xc1, 2, 1, 0, 0xc2, 2, 1, 2, 0xc0, 1, 10]), 102],
    ['smb', true, bytesOf([0, 0, 0, 40], [0xfe], ascii('SMB'), new Uint8Array(36)), 4450],
    ['ldap', true, Uint8Array.of(0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0), 3890],
    ['mysql', false, bytesOf([20, 0, 0, 0, 10], ascii('8.0.36\0'), new Uint8Array(12)), 3307],
    ['postgresql', true, bytesOf(be32(8), be32(80_877_103)), 5433],
    ['mssql', true, bytesOf([0x12, 1], be16(40), new Uint8Array(36)), 1434],
    ['vnc', false, ascii('RFB 003.008\n'), 5999],
    ['redis', true, ascii('*1\r\n$4\r\nPING\r\n'), 6380],
    ['mqtt', true, bytesOf([0x10, 16, 0, 4], ascii('MQTT'), new Uint8Array(10)), 1884],
    ['modbus', true, bytesOf([0, 1, 0, 0], be16(6), [1, 3, 0, 0, 0, 1]), 502],
    ['bittorrent', true, bytesOf([19], ascii('BitTorrent protocol'), new Uint8Array(48)), 6881],
    ['rtsp', true, ascii('OPTIONS rtsp://camera/ RTSP/1.0\r\n\r\n'), 554],
    ['http', true, ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 8080],
    ['', true, ascii('GETTING nowhere at all\r\n'), 8080],
    ['', true, Uint8Array.of(22, 3, 9, 0, 5, 1, 0, 0, 1, 0), 443],
    ['', false, ascii('220 who knows\r\n'), 9999],
  ])('%s (client speaks: %s)', (service, byClient, bytes, serverPort) => {
    const { flows } = readCapture(pcap(session([[byClient, bytes]], { serverPort })));
    expect(flows.at(-1)).toMatchObject({ record: 'end', service });
  });

  it('by the other side, where the first to speak does not tell', () => {
    const spoken: [boolean, Uint8Array][] = [
      [false, ascii('220 who knows\r\n')],
      [true, ascii('EHLO me\r\n')],
    ];
    expect(readCapture(pcap(session(spoken, { serverPort: 9999 }))).flows.at(-1)!.service).toBe('smtp');
  });
});

describe('the service of UDP is told by its first datagrams', () => {
  it.each<[string, Uint8Array, number]>([
    ['ntp', bytesOf([0x23], new Uint8Array(47)), 123],
    ['stun', bytesOf([0, 1, 0, 0], be32(0x2112a442), new Uint8Array(12)), 3478],
    ['quic', bytesOf([0xc3], be32(1), [8], new Uint8Array(8), [0], new Uint8Array(1180)), 443],
    ['ssdp', ascii('M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250\r\n\r\n'), 1900],
    ['sip', ascii('OPTIONS sip:100@192.0.2.2 SIP/2.0\r\n\r\n'), 5060],
    ['dtls', bytesOf([22, 0xfe, 0xfd], new Uint8Array(20)), 4433],
    ['wireguard', bytesOf([1, 0, 0, 0], new Uint8Array(144)), 51820],
    ['snmp', bytesOf([0x30, 38], new Uint8Array(38)), 161],
    ['', new Uint8Array(30).fill(0x55), 443],
  ])('%s', (service, payload, port) => {
    const bytes = ethernet(ipv4(udp(50_000, port, payload), { protocol: 17 }));
    const { flows } = readCapture(pcap([{ time: EPOCH, bytes }]));
    expect(flows[0]).toMatchObject({ record: 'start', service });
  });
});
