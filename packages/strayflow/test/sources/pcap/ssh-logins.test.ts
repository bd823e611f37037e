import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSshLogin, serverSent } from '../../../src/sources/pcap/content/ssh-outcomes.js';
import { bytesOf, type CapturedPacket, CLIENT, pcap, SERVER } from './capture-builder.js';
import { type FactRow, readCapture } from './capture-reading.js';
import { ascii, session } from './content-builder.js';
import {
  clearPacket,
  KEX_CLIENT,
  KEX_SERVER,
  KEXINIT,
  keyExchange,
  LIBSSH,
  messages,
  NEWKEYS,
  OPENSSH,
  sshSession,
} from './ssh-conversation.js';

function loginsOf(packets: readonly CapturedPacket[], snapLength = 262_144): FactRow[] {
  return readCapture(pcap(packets, { snapLength }), {}).facts.filter(({ kind }) => kind === 'login');
}
const outcomes = (packets: readonly CapturedPacket[], snapLength?: number) =>
  loginsOf(packets, snapLength).map(({ text, number }) => [text, number]);
const told = (sizes: string, client?: string) => outcomes(sshSession(sizes, client));
const times = (count: number, sizes: string) => ` ${sizes}`.repeat(count);

/** Up to the refusal of the method "none", as OpenSSH's server with its default cipher and methods answers. */
const BEGIN = '>44 <44 >60 <52';

describe('guessed passwords in one connection', () => {
  it('are told while it is open, and the rest when it ends', () => {
    // hydra and OpenSSH 9.2 with its six guesses: the last one ends with a longer message.
    const rows = loginsOf(sshSession(`${BEGIN}${times(5, '>76 <52')} >76 <76`));
    expect(rows.map(({ text, number }) => [text, number])).toEqual([
      ['failure', 3],
      ['failure', 2],
    ]);
    expect(rows[0]).toMatchObject({
      address: CLIENT,
      peer: SERVER,
      peerPort: 22,
      name: '',
      value: LIBSSH,
      uid: '1',
      frame: 3 + 7 + 4 + 2 * 3,
    });
  });

  it.each([
    ['AES-GCM', '>52 <52 >68 <84', '>84 <84'],
    ['AES-CTR, SHA-256 after encryption', '>68 <68 >84 <100', '>100 <100'],
    ['AES-CTR, SHA-1 before it', '>52 <52 >68 <68', '>84 <68'],
    ['paramiko, which asks for the service each time', '>64 <64 >96 <80', '>64 <64 >96 <80'],
  ])('with %s', (_, begin, guess) => {
    expect(told(begin + times(7, guess))).toEqual([
      ['failure', 3],
      ['failure', 3],
      ['failure', 1],
    ]);
  });

  it('with a banner before the first refusal', () => {
    expect(told(`>44 <44 >60 <112${times(5, '>76 <52')}`)).toEqual([
      ['failure', 3],
      ['failure', 2],
    ]);
  });

  it('with prompts', () => {
    expect(told(`>44 <44 >60 <68${times(4, '>84 <60 >44 <68')}`)).toEqual([
      ['failure', 3],
      ['failure', 1],
    ]);
    // Prompts as long as refusals are not counted for any.
    expect(told(`>52 <52 >68 <68${times(4, '>84 <68 >52 <68')}`)).toEqual([
      ['failure', 3],
      ['failure', 1],
    ]);
  });

  it('with prompts as long as refusals, and passwords longer than most', () => {
    expect(told(`>52 <52 >68 <68${times(3, '>100 <68 >68 <68')}`)).toEqual([['failure', 3]]);
  });

  it('with requests that came together, or with extensions told first', () => {
    expect(told(`>44 >60 <44 <52${times(3, '>76 <52')}`)).toEqual([['failure', 3]]);
    expect(told(`>44 <204 <44 >60 <52${times(3, '>76 <52')}`)).toEqual([['failure', 3]]);
  });

  it('then a success', () => {
    expect(told(`${BEGIN}${times(4, '>76 <52')} >76 <28 >112 <116`)).toEqual([
      ['failure', 3],
      ['success', 2],
    ]);
  });
});

describe('ordinary logins', () => {
  it.each([
    ['by a key', `${BEGIN} >140 <100 >308 <28 >112 <256`, 1],
    ['by the fifth key', `${BEGIN}${times(3, '>140 <52')} >372 <52 >140 <100 >308 <28 >112`, 1],
    ['without any proof', '>44 <44 >60 <28 >112 <256', 1],
    ['by a password', `${BEGIN} >84 <28 >112 <116`, 1],
    ['at Dropbear', `${BEGIN} >148 <36 >52 <44`, 1],
    ['after a mistyped password', `${BEGIN} >84 <52 >84 <28`, 2],
    ['after two, and a refused method', `${BEGIN} >84 <52 >84 <52 >84 <52 >84 <28`, 3],
    ['after two at prompts as long as refusals', `>52 <52 >68 <68${times(5, '>84 <68')} >84 <52 >84 <36`, 4],
    ['by a password and a code', '>44 <44 >60 <68 >84 <60 >84 <60 >84 <44 >84 <28', 1],
  ])('%s are successes', (_, sizes, attempts) => {
    expect(told(sizes, OPENSSH)).toEqual([['success', attempts]]);
  });

  it('after two mistyped passwords of a client that does not pad', () => {
    expect(told(`${BEGIN}${times(2, '>76 <52')} >76 <28`)).toEqual([['success', 3]]);
    expect(told(`>52 <52 >68 <68${times(2, '>84 <68 >52 <68')} >84 <68 >52 <36`)).toEqual([['success', 3]]);
  });
});

describe('what says nothing', () => {
  it.each([
    ['keys that the server refuses', `${BEGIN}${times(6, '>140 <52')}`],
    ['one refused method', `${BEGIN} >76 <52`],
    ['a connection that ends after the first answer', BEGIN],
    ['an acceptance of no known size', `>28 <28 >60 <52${times(5, '>76 <52')}`],
    ['keys, where ciphers differ by direction', `>44 <68 >60 <84${times(5, '>140 <84')}`],
    [
      'answers of ever other sizes',
      `${BEGIN} >76 <60 >76 <68 >76 <76 >76 <84 >76 <92 >76 <100 >76 <108 >76 <28`,
    ],
    ['a session whose login was not seen', `${BEGIN} >76 <20 >36${times(9, '<52 >36')}`],
  ])('%s', (_, sizes) => {
    expect(told(sizes)).toEqual([]);
  });

  const guesses = messages(`${BEGIN}${times(5, '>76 <52')}`);
  const port = { serverPort: 22 };

  it('a connection that was not seen from its beginning', () => {
    const whole = sshSession(`${BEGIN}${times(5, '>76 <52')}`);
    for (const seen of [3, 4, 5, 8]) expect(outcomes(whole.slice(seen + 1))).toEqual([]);
  });

  it('a missing segment', () => {
    const whole = sshSession(`${BEGIN}${times(5, '>76 <52')}`);
    for (let lost = 12; lost < 18; lost++) {
      expect(outcomes(whole.filter((_, index) => index !== lost))).toEqual([]);
    }
  });

  it('SSH 1, and a key exchange that is none', () => {
    expect(outcomes(session([...keyExchange('SSH-1.5-old'), ...guesses], port))).toEqual([]);
    const odd = [clearPacket(KEXINIT, 40_000), clearPacket(KEXINIT, 12), clearPacket(KEX_SERVER, 48)];
    for (const packet of odd) {
      const [client, server, , ...rest] = keyExchange(LIBSSH);
      expect(outcomes(session([client!, server!, [true, packet], ...rest, ...guesses], port))).toEqual([]);
    }
  });
});

describe('how the packets lie', () => {
  const guesses = messages(`<44 >60 <52${times(4, '>76 <52')}`);
  const failures = [
    ['failure', 3],
    ['failure', 1],
  ];

  it('does not matter: banner and key exchange in one segment, and cut by a snap length', () => {
    const [client, server, init, ...rest] = keyExchange(LIBSSH);
    const together = bytesOf(client![1], init![1]);
    const keys = bytesOf(clearPacket(KEX_CLIENT, 48), clearPacket(NEWKEYS, 16), new Uint8Array(44));
    const parts: [boolean, Uint8Array][] = [[true, together], server!, rest[0]!, [true, keys]];
    const packets = session([...parts, ...guesses], { serverPort: 22 });
    expect(outcomes(packets)).toEqual(failures);
    const [first, second, third, ...others] = sshSession(`>44 ${BEGIN.slice(4)}${times(4, '>76 <52')}`);
    expect(outcomes([first!, second!, third!, ...others], 100)).toEqual(failures);
  });

  it('does not matter: packets sent again', () => {
    const packets = sshSession(`${BEGIN}${times(4, '>76 <52')}`);
    expect(outcomes(packets.flatMap((packet, index) => (index < 3 ? [packet] : [packet, packet])))).toEqual(
      failures,
    );
  });

  it('a server that speaks first', () => {
    const [client, server, ...rest] = keyExchange('SSH-2.0-x');
    const all = [server!, client!, ...rest, ...messages('>44'), ...guesses];
    expect(outcomes(session(all, { serverPort: 2222 }))).toEqual(failures);
  });

  it('a banner without an end', () => {
    expect(outcomes(session([[true, ascii('SSH-2.0-x')], ...guesses], { serverPort: 22 }))).toEqual([]);
  });
});

describe('laws of the outcomes', () => {
  const size = fc.integer({ min: 1, max: 60 }).map((blocks) => 4 + 8 * blocks);
  const turns = fc.array(fc.tuple(size, size), { maxLength: 40 });

  it('no more failures than answers, and never of requests that may offer a key', () => {
    fc.assert(
      fc.property(turns, fc.boolean(), (sizes, isPadding) => {
        const login = openSshLogin(isPadding);
        let small = 0;
        for (const [request, answer] of [[44, 44], ...sizes] as const) {
          if (login.isOver) break;
          login.request += request;
          if (request <= 44 + 80) small++;
          serverSent(login, answer);
          expect(login.failures).toBeLessThanOrEqual(small);
          expect(login.failures).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('the same facts however often it is taken up from a snapshot', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('>76 <52', '>84 <52', '>140 <52', '>44 <60', '>76 <28'), { maxLength: 12 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        fc.integer({ min: 30, max: 300 }),
        (parts, restarts, chunk) => {
          const capture = pcap(sshSession(`${BEGIN} ${parts.join(' ')}`));
          expect(readCapture(capture, {}, [chunk], restarts)).toEqual(readCapture(capture));
        },
      ),
      { numRuns: 60 },
    );
  });
});
