import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { forwarding, forwardingInWords, type KernelFolders } from '../../../src/shell/acting/forwarding.js';
import { scratchFolder } from '../scratch-folder.js';

function kernel(files: Readonly<Record<string, string>>): KernelFolders {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { proc: join(folder, 'proc'), sys: join(folder, 'sys') };
}

it('says which traffic of others comes through', () => {
  const ipv4 = forwarding(
    kernel({ 'proc/sys/net/ipv4/ip_forward': '1\n', 'proc/sys/net/ipv6/conf/all/forwarding': '0\n' }),
  );
  expect(ipv4).toEqual({ ipv4: true, ipv6: false, bridged: false });
  expect(forwardingInWords(ipv4)).toEqual({
    protects: true,
    text: 'this machine forwards IPv4, and not IPv6',
  });
  const bridge = forwarding(
    kernel({
      'proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
      'sys/class/net/br0/bridge/bridge_id': '8000.020000000001\n',
    }),
  );
  expect(forwardingInWords(bridge).text).toBe('this machine forwards what its bridges carry');
});

it('says that blocks protect this machine alone where nothing does, also where the kernel says nothing', () => {
  for (const folder of [
    kernel({}),
    kernel({ 'proc/sys/net/ipv4/ip_forward': '0\n', 'proc/sys/net/bridge/bridge-nf-call-iptables': '1\n' }),
  ]) {
    const said = forwardingInWords(forwarding(folder));
    expect(said.protects).toBe(false);
    expect(said.text).toContain('protect this machine alone');
  }
});
