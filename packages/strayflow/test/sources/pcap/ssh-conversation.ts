/** SSH connections as packets: a key exchange in clear, and encrypted messages of given sizes behind it. */
import { be32, bytesOf, type CapturedPacket } from './capture-builder.js';
import { ascii, type SessionFields, session } from './content-builder.js';

export const KEXINIT = 20;
export const NEWKEYS = 21;
export const KEX_CLIENT = 30;
export const KEX_SERVER = 31;

/** A packet in clear (RFC 4253, section 6), `bytes` long in all. */
export function clearPacket(message: number, bytes: number): Uint8Array {
  return bytesOf(be32(bytes - 4), [6, message], new Uint8Array(bytes - 6));
}

const encrypted = (bytes: number) => new Uint8Array(bytes).fill(0xe7);

/** Segments up to the client's NEWKEYS, which is no longer than its head tells: 16 bytes. */
export function keyExchange(client: string): [byClient: boolean, bytes: Uint8Array][] {
  return [
    [true, ascii(`${client}\r\n`)],
    [false, ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n')],
    [true, clearPacket(KEXINIT, 904)],
    [false, clearPacket(KEXINIT, 1088)],
    [true, clearPacket(KEX_CLIENT, 48)],
    [false, bytesOf(clearPacket(KEX_SERVER, 304), clearPacket(NEWKEYS, 16), encrypted(204))],
    [true, clearPacket(NEWKEYS, 16)],
  ];
}

/** Encrypted segments by their sizes, as in "<44 >60": `>` of the client, `<` of the server. */
export function messages(sizes: string): [byClient: boolean, bytes: Uint8Array][] {
  return [...sizes.matchAll(/([<>])(\d+)/g)].map(([, sender, bytes]) => [
    sender === '>',
    encrypted(Number(bytes)),
  ]);
}

export const LIBSSH = 'SSH-2.0-libssh_0.10.6';
export const OPENSSH = 'SSH-2.0-OpenSSH_9.2p1';

export function sshSession(sizes: string, client = LIBSSH, fields: SessionFields = {}): CapturedPacket[] {
  return session([...keyExchange(client), ...messages(sizes)], { serverPort: 22, ...fields });
}
