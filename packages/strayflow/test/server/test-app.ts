/** The whole application without a socket: real stores in a folder of their own, a clock that stands still until told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Principal } from '../../src/server/access/roles.js';
import { composeApp } from '../../src/server/app.js';
import type { Route } from '../../src/server/route.js';
import { ROUTES } from '../../src/server/routes/index.js';
import type { Access } from '../../src/server/serve-route.js';
import type { Heard } from '../../src/server/services.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { Ledger } from '../../src/store/ledger/ledger.js';
import { NoticeStore } from '../../src/store/ledger/notices.js';

/** Whoever asks is this one. */
export function only(who: Principal | null): Access {
  return { identify: () => who };
}

export const ADMIN: Principal = {
  name: 'anna',
  role: 'admin',
  scopes: ['api', 'push', 'metrics'],
  by: { kind: 'session', id: 'first' },
};

export function testApp({
  routes = ROUTES,
  access = only(ADMIN),
}: {
  routes?: readonly Route[];
  access?: Access;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-server-'));
  const ledger = new Ledger(folder);
  const notices = new NoticeStore(folder);
  onTestFinished(() => {
    ledger.close();
    notices.close();
    rmSync(folder, { recursive: true });
  });
  const clock = { now: Date.UTC(2026, 0, 5, 12) };
  let heard: Heard | null = null;
  const faults: unknown[] = [];
  const app = composeApp({
    routes,
    access,
    services: {
      config: defaultConfig(),
      folder,
      version: '1.2.3',
      started: clock.now,
      now: () => clock.now,
      ledger,
      notices,
      heard: () => heard,
    },
    isSecure: false,
    checkAnswers: true,
    fault: (error) => faults.push(error),
  });
  return {
    ledger,
    notices,
    folder,
    clock,
    faults,
    hear(status: Heard['status']) {
      heard = { status, time: clock.now };
    },
    /** @param path such as "/api/v1/status" */
    async ask(path: string, init: RequestInit = {}, address = '127.0.0.1') {
      return app.fetch(new Request(`http://127.0.0.1:8443${path}`, init), { address });
    },
  };
}
