/** Block lists in the web servers that read them: Debian's Apache httpd refuses who is listed, and nobody else. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expireBlockList } from '../../src/actions/block-list/expirer.js';
import { blockListOptionsSchema } from '../../src/actions/block-list/options.js';
import { blockList } from '../../src/actions/block-list.js';
import { strayflow } from '../cli/run-strayflow.js';
import { scratchFolder } from '../shell/scratch-folder.js';

const APACHE = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

it('Apache httpd takes a list in when it reloads, and lets go of who is taken out', async () => {
  if (!existsSync(APACHE)) throw new Error('apache2 is missing: apt-get install apache2');
  const folder = scratchFolder({ 'htdocs/index.html': 'welcome' });
  mkdirSync(join(folder, 'run'));
  const port = await freePort();
  const options = blockListOptionsSchema.parse({ path: join(folder, 'blocked.conf'), format: 'apache' });
  const config = join(folder, 'httpd.conf');
  writeFileSync(
    config,
    `ServerRoot ${folder}
DefaultRuntimeDir ${folder}/run
PidFile ${folder}/run/httpd.pid
ErrorLog ${folder}/error.log
ServerName localhost
Listen 127.0.0.1:${port}
User www-data
Group www-data
LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule authz_host_module ${MODULES}/mod_authz_host.so
DocumentRoot ${folder}/htdocs
<Directory ${folder}/htdocs>
  <RequireAll>
    Require all granted
    IncludeOptional ${options.path}
  </RequireAll>
</Directory>
`,
  );
  execFileSync('chmod', ['755', folder]);
  const apache = (signal: string) => execFileSync(APACHE, ['-f', config, '-k', signal], { stdio: 'pipe' });
  const status = async () => (await fetch(`http://127.0.0.1:${port}/index.html`)).status;
  const block = (prefix: string) => ({
    id: '0123456789abcdef',
    site: 'office',
    prefix,
    reason: 'scan',
    expires: Date.now() + 600_000,
  });
  apache('start');
  try {
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    await expireBlockList(options.path, Date.now());
    const add = ['127.0.0.0/8', '2001:db8:1:2::/64'].map(block);
    await blockList.change(options, { add, remove: [] }, Date.now());
    apache('graceful');
    await expect.poll(status, { timeout: 10_000 }).toBe(403);
    const other = { add: [block('203.0.113.7/32')], remove: ['127.0.0.0/8'] };
    await blockList.change(options, other, Date.now());
    apache('graceful');
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    await blockList.clear(options);
    apache('graceful');
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    expect(readFileSync(options.path, 'utf8')).not.toContain('Require');
  } finally {
    apache('stop');
  }
});

it('strayflow expire takes out what has ended, while another process adds, and nothing is lost between them', async () => {
  const options = blockListOptionsSchema.parse({
    path: join(scratchFolder(), 'blocked.conf'),
    format: 'nginx',
  });
  const { code, stdout } = await strayflow(['expire', options.path]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${options.path}: 0 blocks ended, 0 blocks left.\n` });
  const block = (prefix: string, expires: number) => ({ id: '', site: '', prefix, reason: '', expires });
  const lasting = Array.from({ length: 12 }, (_, i) => `203.0.113.${i}/32`);
  let isAdding = true;
  const expirers = [1, 2].map(async () => {
    while (isAdding) expect(await strayflow(['expire', options.path])).toMatchObject({ code: 0 });
  });
  for (const prefix of lasting) {
    const now = Date.now();
    const over = block(prefix.replace('203.0.113', '198.51.100'), now - 1);
    await blockList.change(options, { add: [block(prefix, now + 600_000), over], remove: [] }, now);
  }
  isAdding = false;
  await Promise.all(expirers);
  expect(await strayflow(['expire', options.path])).toMatchObject({ code: 0 });
  const standing = await blockList.list(options, Date.now());
  expect(standing.map(({ prefix }) => prefix).sort()).toEqual([...lasting].sort());
});

it('strayflow expire leaves a file of somebody else alone, and says so', async () => {
  const path = join(scratchFolder({ 'theirs.conf': 'deny all;\n' }), 'theirs.conf');
  const { code, stderr } = await strayflow(['expire', path]);
  expect(code).toBe(4);
  expect(stderr).toContain('was not written by Strayflow');
  expect(readFileSync(path, 'utf8')).toBe('deny all;\n');
});
