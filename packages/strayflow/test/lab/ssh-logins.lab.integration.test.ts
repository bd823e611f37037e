/** What a capture tells of SSH logins, against the server's own log: people at OpenSSH's client, and hydra. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTS, Lab } from '../../../../examples/lab/network.mjs';
import { readCapture } from '../sources/pcap/capture-reading.js';
import { needTool, until } from './acting-lab.js';
import { sshFrom } from './ssh-client.js';
import { PASSWORD, type SshServer, startSshServer } from './ssh-server.js';

let place: { readonly lab: Lab; readonly folder: string };
let labs = 0;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-ssh-'));
  place = { folder, lab: new Lab(`s${process.pid % 10_000}${labs++}`, folder) };
  place.lab.up();
});
afterEach(async () => {
  await place.lab.down();
  rmSync(place.folder, { recursive: true, force: true });
});

async function capture(): Promise<() => Promise<Uint8Array>> {
  needTool('/usr/bin/tcpdump', 'tcpdump');
  // As little of each packet as the watch of the lab reads.
  const tcpdump = place.lab.start('router', ['tcpdump', '-i', 'br0', '-U', '-s', '200', '-w', 'ssh.pcap']);
  let said = '';
  tcpdump.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  if (!(await until(() => said.includes('listening on')))) throw new Error(`tcpdump: ${said}`);
  return async () => {
    // Packets reach the file late, in order: behind this one nothing is missing.
    await place.lab.run('carol', ['bash', '-c', `exec 3<>/dev/tcp/${HOSTS.server}/22`]);
    const read = () => readFileSync(join(place.folder, 'ssh.pcap'));
    const isWhole = () => readCapture(read()).flows.some(({ source }) => source === HOSTS.carol);
    if (!(await until(isWhole))) throw new Error('tcpdump wrote no more');
    return read();
  };
}

/** Per connection: which client, and what the server, or the capture, says of its logins. */
interface Told {
  failed: number;
  let: boolean;
}

function entry(map: Map<string, Told>, key: string): Told {
  const told = map.get(key) ?? { failed: 0, let: false };
  map.set(key, told);
  return told;
}

/** By "address port" of the client. */
function ofServer({ log }: SshServer): Map<string, Told> {
  const all = new Map<string, Told>();
  const pattern = /^(Failed|Accepted) (\S+) for .* from (\S+ port \d+)/gm;
  for (const [, what, method, client] of log().matchAll(pattern)) {
    const told = entry(all, client!.replace(' port', ''));
    if (what === 'Accepted') told.let = true;
    else if (method === 'password') told.failed++;
  }
  return all;
}

function ofCapture(bytes: Uint8Array): Map<string, Told> {
  const { flows, facts } = readCapture(bytes);
  const clients = new Map(flows.map((flow) => [String(flow.flow), `${flow.source} ${flow.sourcePort}`]));
  const all = new Map<string, Told>();
  for (const fact of facts) {
    if (fact.kind !== 'login') continue;
    expect(fact).toMatchObject({ peer: HOSTS.server, peerPort: 22 });
    const told = entry(all, clients.get(fact.uid)!);
    if (fact.text === 'success') told.let = true;
    else told.failed += fact.number;
  }
  return all;
}

const letIn = (logins: ReadonlyMap<string, Told>) =>
  [...logins].flatMap(([client, told]) => (told.let ? [client] : [])).sort();
const failures = (logins: ReadonlyMap<string, Told>) =>
  [...logins.values()].reduce((sum, { failed }) => sum + failed, 0);

describe.each([
  ['the ciphers that both prefer', ''],
  ['AES-GCM', 'Ciphers aes256-gcm@openssh.com\n'],
  ['AES-CTR with SHA-256', 'Ciphers aes128-ctr\nMACs hmac-sha2-256\n'],
])('with %s', (_, settings) => {
  it('everybody who was let in is told, nobody has failed who mistyped or has old keys', async () => {
    const server = await startSshServer(place, settings, true);
    const finish = await capture();
    const { folder } = place;
    for (const name of ['old1', 'old2', 'old3'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    const [old1, old2, old3, good] = ['old1', 'old2', 'old3', 'good'].map((name) => join(folder, name));
    const enters = async (how: Parameters<typeof sshFrom>[2], options?: readonly string[]) =>
      expect(await sshFrom(place, 'alice', how, options)).toContain('let in');
    await enters({ keys: [good!] });
    await enters({ keys: [old1!, old2!, old3!, good!] });
    await enters({ passwords: [PASSWORD] });
    await enters({ passwords: ['mistyped', PASSWORD] });
    await enters({ keys: [old1!], passwords: ['mistyped', 'and-again', PASSWORD] });
    for (let i = 0; i < 3; i++) {
      expect(
        await sshFrom(place, 'bob', { keys: [old1!, old2!, old3!, good!.replace('good', 'host-key')] }),
      ).toContain('Permission denied');
    }
    const told = ofCapture(await finish());
    const truth = ofServer(server);
    expect(letIn(truth)).toHaveLength(5);
    expect(letIn(told)).toEqual(letIn(truth));
    expect(failures(told)).toBe(0);
  });

  it("hydra's guesses, six in a connection, are told by their number", async () => {
    needTool('/usr/bin/hydra', 'hydra');
    const server = await startSshServer(place, settings, true);
    const finish = await capture();
    const words = Array.from({ length: 60 }, (_, i) => `guess${i}\n`).join('');
    writeFileSync(join(place.folder, 'words'), words);
    const hydra = ['hydra', '-I', '-t', '4', '-w', '1', '-l', 'root', '-P', 'words', `ssh://${HOSTS.server}`];
    await place.lab.run('attacker', hydra, { seconds: 10 });
    const told = ofCapture(await finish());
    const truth = ofServer(server);
    // hydra may stall when it is cut off.
    expect(failures(truth)).toBeGreaterThanOrEqual(4 * 6);
    for (const [client, { failed }] of told) {
      expect(failed).toBeLessThanOrEqual(truth.get(client)!.failed);
    }
    expect(letIn(told)).toEqual([]);
    // The sixth guess of each connection ends it in other words.
    expect(failures(told)).toBeGreaterThanOrEqual(0.8 * failures(truth));
  });
});
