import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { serverOptionsSchema } from '../../src/live/server-options.js';
import type { App } from '../../src/server/app.js';
import { type Listening, listen } from '../../src/server/listening.js';
import { makeAuthority } from '../own-authority.js';
import { scratchFolder } from '../shell/scratch-folder.js';

const APP = { fetch: async () => new Response('ok') } as unknown as App;

let listening: Listening | undefined;

afterEach(async () => {
  await listening?.close();
});

function fingerprint(origin: string): Promise<string> {
  const port = Number(new URL(origin).port);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

describe('a certificate that changes while the service runs', () => {
  it('is shown to those who come next, and the one before stays where the new one is none', async () => {
    const folder = scratchFolder();
    const [certFile, keyFile] = [join(folder, 'service.pem'), join(folder, 'service.key')];
    let second = 1_000_000;
    const put = (name: string) => {
      const { certificateFile, keyFile: key } = makeAuthority(folder, name);
      copyFileSync(certificateFile, certFile);
      copyFileSync(key, keyFile);
      second++;
      for (const path of [certFile, keyFile]) utimesSync(path, second, second);
    };
    put('first');
    let look: () => void = () => expect.unreachable('nothing looks at the certificate');
    const warnings: string[] = [];
    const options = serverOptionsSchema.parse({ listen: '127.0.0.1:0', tls: { certFile, keyFile } });
    listening = await listen(APP, options, true, {
      every(_ms, call) {
        look = call;
        return () => undefined;
      },
      warn: (text) => warnings.push(text),
    });
    const { origin } = listening;
    const first = await fingerprint(origin);
    put('next');
    look();
    const next = await fingerprint(origin);
    expect(next).not.toBe(first);
    writeFileSync(certFile, 'no certificate');
    look();
    expect(await fingerprint(origin)).toBe(next);
    expect(warnings.at(-1)).toContain('The new certificate cannot be used, the old one stays');
  });
});
