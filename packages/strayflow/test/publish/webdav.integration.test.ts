import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StrayflowError } from '../../src/model/errors.js';
import {
  checkTarget,
  type PublishTarget,
  publishOptionsSchema,
  publishReport,
} from '../../src/publish/index.js';
import { makeAuthority } from '../own-authority.js';
import { type Apache, type ApachePlace, PASSWORD, startApache, USERNAME } from './apache.js';
import { curl, exampleReport, treeOf } from './example-report.js';
import { publishAndDie } from './killed-run.js';

const OLD = '2023-03-10T0900Z-00000001';
const NEW = '2023-03-11T0900Z-00000002';
const FILES = exampleReport().length;

describe('publishing to Apache httpd', () => {
  let apache: Apache;

  beforeAll(async () => {
    apache = await startApache();
    writeFileSync(join(apache.folder, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(join(apache.folder, 'wrong-password'), 'guess\n', { mode: 0o600 });
  });
  afterAll(() => apache?.stop());
  beforeEach(() => {
    for (const place of ['basic', 'digest', 'readable', 'open'] as const) {
      execFileSync('/usr/bin/find', [apache.files(place), '-mindepth', '1', '-delete']);
    }
    apache.forgetRequests();
  });

  function target(place: ApachePlace, changes: Record<string, unknown> = {}): PublishTarget {
    return publishOptionsSchema.parse({
      kind: 'webdav',
      url: apache.url(place),
      username: USERNAME,
      passwordFile: join(apache.folder, 'password'),
      caFile: apache.authority.caFile,
      ...changes,
    });
  }
  function seen(place: ApachePlace, path: string) {
    const login = ['--user', `${USERNAME}:${PASSWORD}`, place === 'digest' ? '--digest' : '--basic'];
    return curl(apache.url(place) + path, '--cacert', apache.authority.caFile, ...login);
  }
  const puts = () => apache.requests().filter((line) => line.startsWith('PUT 2'));

  async function failureOf(work: Promise<unknown>): Promise<StrayflowError> {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof StrayflowError)) throw new Error(`expected a failure, got ${error}`);
    expect(error.code).toBe('publish-failed');
    expect(error.hint.length).toBeGreaterThan(10);
    expect(`${error.message} ${error.hint}`).not.toContain(PASSWORD);
    return error;
  }

  describe.each(['basic', 'digest'] as const)('with a %s login', (place) => {
    it('shows the whole report to a reader with a login, and nothing to one without', async () => {
      const result = await publishReport(exampleReport(), OLD, target(place));
      expect(result).toMatchObject({ uploaded: FILES, skipped: 0, removed: [], warnings: [] });
      expect(result.url).toBe(`${apache.url(place)}${OLD}/`);
      for (const file of exampleReport()) {
        const { status, body } = seen(place, `${OLD}/${file.path}`);
        expect(status).toBe(200);
        expect(body).toBe(new TextDecoder().decode(file.content));
      }
      expect(seen(place, '').body).toContain('203.0.113.66 scanned ports');
      expect(curl(`${apache.url(place)}${OLD}/`, '--cacert', apache.authority.caFile).status).toBe(401);
      expect(treeOf(apache.files(place)).filter((path) => path.includes('.partial'))).toEqual([]);
    });

    it('sends not one byte when it is published again, though the times of the run differ', async () => {
      await publishReport(exampleReport(), OLD, target(place));
      apache.forgetRequests();
      const again = await publishReport(exampleReport({ runTime: '2 s' }), OLD, target(place));
      expect(again).toMatchObject({ uploaded: 0, skipped: FILES, bytes: 0 });
      expect(apache.requests().filter((line) => /^(PUT|MKCOL|MOVE|DELETE|LOCK) /.test(line))).toEqual([]);
    });

    it('keeps the old report whole when it is killed in the middle, and sends only the rest the next time', async () => {
      await publishReport(exampleReport(), OLD, target(place));
      const index = seen(place, '').body;
      publishAndDie(exampleReport({ text: 'two' }), NEW, target(place), 3);
      expect(seen(place, `${NEW}/index.html`).status).toBe(404);
      expect(seen(place, `${OLD}/index.html`).body).toContain('one');
      expect(seen(place, '').body).toBe(index);
      apache.forgetRequests();
      const resumed = await publishReport(exampleReport({ text: 'two' }), NEW, target(place));
      expect(resumed).toMatchObject({ uploaded: FILES - 3, skipped: 3 });
      // The rest, the record and the index page.
      expect(puts()).toHaveLength(FILES - 3 + 2);
      expect(seen(place, `${NEW}/index.html`).body).toContain('two');
      expect(treeOf(apache.files(place)).filter((path) => path.includes('.strayflow'))).toEqual([]);
    });

    it('says that the login is wrong, and writes nothing', async () => {
      const wrong = target(place, { passwordFile: join(apache.folder, 'wrong-password') });
      const error = await failureOf(publishReport(exampleReport(), OLD, wrong));
      expect(error.message).toContain('refused the login (401)');
      expect(error.hint).toContain('username and password');
      expect(treeOf(apache.files(place))).toEqual([]);
      expect(await checkTarget(wrong)).toMatchObject({ outcome: 'failed', detail: error.message });
    });

    it('tells doctor that it can be published to, and leaves nothing behind', async () => {
      expect(await checkTarget(target(place))).toMatchObject({ outcome: 'done' });
      expect(treeOf(apache.files(place))).toEqual([]);
    });
  });

  it('takes a login that was named only when the server offers it', async () => {
    await publishReport(exampleReport(), OLD, target('basic', { authentication: 'basic' }));
    await publishReport(exampleReport(), OLD, target('digest', { authentication: 'digest' }));
    const error = await failureOf(
      publishReport(exampleReport(), OLD, target('digest', { authentication: 'basic' })),
    );
    expect(error.message).toContain('offers digest to log in');
  });

  it('asks for a login when none is configured', async () => {
    const none = target('basic', { username: undefined, passwordFile: undefined });
    const error = await failureOf(publishReport(exampleReport(), OLD, none));
    expect(error.message).toContain('asks for a login (401)');
  });

  it('never shows a reader less than a whole index page or report while it publishes', async () => {
    await publishReport(exampleReport(), OLD, target('open'));
    const statuses = new Set<number>();
    let unfinished = 0;
    let reading = true;
    const reader = (async () => {
      while (reading) {
        const page = await visit(apache, '');
        statuses.add(page.status);
        if (!page.body.endsWith('</html>\n')) unfinished++;
        if (page.body.includes(NEW)) {
          for (const file of exampleReport({ text: 'two' })) {
            const { body } = await visit(apache, `${NEW}/${file.path}`);
            if (body !== new TextDecoder().decode(file.content)) unfinished++;
          }
        }
      }
    })();
    for (let day = 10; day < 20; day++) {
      await publishReport(exampleReport({ text: `${day}` }), `2023-04-${day}T0900Z-00000001`, target('open'));
    }
    await publishReport(exampleReport({ text: 'two' }), NEW, target('open'));
    reading = false;
    await reader;
    expect([...statuses]).toEqual([200]);
    expect(unfinished).toBe(0);
  });

  it('warns when the reports can be read without a login', async () => {
    const result = await publishReport(exampleReport(), OLD, target('readable'));
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain('without a login');
  });

  it('warns of a password file that others may read', async () => {
    const path = join(apache.folder, 'shared-password');
    writeFileSync(path, PASSWORD, { mode: 0o644 });
    const result = await publishReport(exampleReport(), OLD, target('basic', { passwordFile: path }));
    expect(result.warnings.join()).toContain('chmod 600');
  });

  it('keeps the newest reports and leaves alone what is not ours', async () => {
    const foreign = '2001-01-01T0000Z-0badc0de';
    execFileSync('/bin/mkdir', [join(apache.files('basic'), foreign)]);
    for (const day of [14, 12, 15, 13]) {
      const name = `2023-03-${day}T0900Z-00000001`;
      await publishReport(exampleReport({ verdict: `day ${day}` }), name, target('basic', { keep: 3 }));
    }
    const page = seen('basic', '').body;
    expect([...page.matchAll(/day \d+/g)].map(String)).toEqual(['day 15', 'day 14', 'day 13']);
    expect(seen('basic', '2023-03-12T0900Z-00000001/index.html').status).toBe(404);
    expect(existsSync(join(apache.files('basic'), foreign))).toBe(true);
    const old = await publishReport(exampleReport({ verdict: 'old' }), OLD, target('basic', { keep: 1 }));
    expect(old.removed).toHaveLength(3);
    expect(seen('basic', `${OLD}/index.html`).status).toBe(200);
  });

  it('does not touch an index page that somebody else wrote', async () => {
    writeFileSync(join(apache.files('basic'), 'index.html'), 'Welcome to our company');
    const result = await publishReport(exampleReport(), OLD, target('basic'));
    expect(result.warnings.join()).toContain('did not write');
    expect(seen('basic', '').body).toBe('Welcome to our company');
  });

  it('repairs a report of which a file was lost', async () => {
    await publishReport(exampleReport(), OLD, target('basic'));
    rmSync(join(apache.files('basic'), OLD, 'hosts.csv'));
    await publishReport(exampleReport(), OLD, target('basic'));
    expect(treeOf(join(apache.files('basic'), OLD))).toContain('hosts.csv');
    expect(treeOf(apache.files('basic')).filter((path) => path.includes('.strayflow'))).toEqual([]);
  });

  it('says that the server is full, and goes on from there once there is space', async () => {
    const disk = apache.files('full');
    mount('-t', 'tmpfs', '-o', 'size=1m,mode=0777', 'tmpfs', disk);
    try {
      const big = exampleReport({ filler: 3_000_000 });
      const error = await failureOf(publishReport(big, OLD, target('full')));
      expect(error.message).toContain('has no space left (507)');
      expect(error.hint).toContain('only the rest is sent');
      expect(seen('full', `${OLD}/index.html`).status).toBe(404);
      mount('-o', 'remount,size=8m', disk);
      expect((await publishReport(big, OLD, target('full'))).skipped).toBeGreaterThan(0);
    } finally {
      execFileSync('/bin/umount', [disk]);
    }
  });

  it('says that the server may not write to its folder', async () => {
    const error = await failureOf(publishReport(exampleReport(), OLD, target('readonly')));
    expect(error.message).toContain('forbids it (403)');
    expect(error.hint).toContain('chown www-data');
  });

  it('says that a folder is locked by another program', async () => {
    await publishReport(exampleReport(), OLD, target('basic'));
    const lock =
      '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
    const login = ['--cacert', apache.authority.caFile, '--user', `${USERNAME}:${PASSWORD}`];
    const { status } = curl(`${apache.url('basic')}index.html`, ...login, '-X', 'LOCK', '--data', lock);
    expect(status).toBe(200);
    const error = await failureOf(publishReport(exampleReport({ text: 'two' }), NEW, target('basic')));
    expect(error.message).toContain('locked (423)');
  });

  it('says that the folder does not exist, or is none', async () => {
    const missing = target('basic', { url: `${apache.url('basic')}missing/` });
    expect((await failureOf(publishReport(exampleReport(), OLD, missing))).message).toContain('404');
    const root = target('basic', { url: new URL('/', apache.url('basic')).href });
    expect((await failureOf(publishReport(exampleReport(), OLD, root))).message).toContain('405');
  });

  it('trusts nobody but the given authority', async () => {
    const other = makeAuthority(apache.folder, 'other');
    const wrong = await failureOf(
      publishReport(exampleReport(), OLD, target('basic', { caFile: other.caFile })),
    );
    expect(wrong.message).toContain('certificate of the server is not trusted');
    const known = await failureOf(
      publishReport(exampleReport(), OLD, target('basic', { caFile: undefined })),
    );
    expect(known.hint).toContain('caFile');
    expect(apache.requests()).toEqual([]);
  });

  it('says that nothing listens there', async () => {
    const down = target('basic', { url: 'https://127.0.0.1:9/reports/' });
    const error = await failureOf(publishReport(exampleReport(), OLD, down));
    expect(error.message).toContain('nothing listens there');
  });
});

function mount(...args: string[]): void {
  try {
    execFileSync('/bin/mount', args, { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('this test mounts a 1 MB tmpfs: run it as root, where mounting is allowed', { cause });
  }
}

function visit(apache: Apache, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { ca: execFileSync('/bin/cat', [apache.authority.caFile]) };
    get(apache.url('open') + path, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    }).on('error', reject);
  });
}
