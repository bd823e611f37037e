/** No change to accounts is without its entry in the audit log, wherever the power fails, and none has two. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../../../src/store/accounts/accounts.js';
import { carryEntries } from '../../../src/store/accounts/carry-entries.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const by = 'dashboard (anna)';
let folder = '';

beforeEach(() => {
  folder = scratchFolder();
});

/** A process that ends however `work` ends. */
function run(work: (accounts: Accounts, ledger: Ledger) => void): void {
  const [accounts, ledger] = [new Accounts(folder), new Ledger(folder)];
  try {
    work(accounts, ledger);
  } finally {
    accounts.close();
    ledger.close();
  }
}

function add(accounts: Accounts, name: string, time = NOW) {
  const entry = { kind: 'account-added', by, about: { account: name }, time } as const;
  return accounts.noting(entry, () => accounts.add(name, 'viewer', 'hash', time));
}

function logged(): unknown[] {
  const found: unknown[] = [];
  run((_accounts, ledger) => {
    for (const { kind, about } of ledger.audit()) found.push([kind, about['account']]);
    expect(ledger.checkAudit().brokenAt).toBeNull();
  });
  return found;
}

const powerFails = () => {
  throw new Error('the power fails');
};

describe('a change to accounts', () => {
  it('is in the log when the power failed before it could be told', () => {
    run((accounts) => void add(accounts, 'ben'));
    expect(logged()).toEqual([]);
    run((accounts, ledger) => carryEntries(accounts, ledger));
    expect(logged()).toEqual([['account-added', 'ben']]);
    run((accounts, ledger) => {
      const [entry] = [...ledger.audit()];
      expect(entry).toMatchObject({ by, time: '2026-03-01T10:00:00.000Z' });
      carryEntries(accounts, ledger);
    });
    expect(logged()).toHaveLength(1);
  });

  it('is in the log once when the power failed after it was told, and the others follow in order', () => {
    const names = ['ben', 'cleo', 'dora'];
    run((accounts) => {
      for (const name of names) add(accounts, name);
    });
    for (let times = 0; times < 5; times++) {
      run((accounts, ledger) =>
        expect(() => carryEntries(accounts, ledger, powerFails)).toThrow('the power fails'),
      );
      expect(logged()).toEqual([['account-added', 'ben']]);
    }
    let told = 0;
    run((accounts, ledger) => {
      const failSecond = () => {
        if (++told === 2) powerFails();
      };
      expect(() => carryEntries(accounts, ledger, failSecond)).toThrow('the power fails');
    });
    run((accounts, ledger) => carryEntries(accounts, ledger));
    expect(logged()).toEqual(names.map((name) => ['account-added', name]));
  });

  it('that two carry over at once is told once', () => {
    run((accounts, ledger) => {
      const other = new Accounts(folder);
      add(accounts, 'ben');
      add(other, 'cleo');
      carryEntries(other, ledger);
      carryEntries(accounts, ledger);
      other.close();
    });
    expect(logged()).toHaveLength(2);
  });

  it('that is refused, or fails, is not told', () => {
    run((accounts, ledger) => {
      expect([add(accounts, 'ben'), add(accounts, 'ben')]).toEqual([null, 'exists']);
      const entry = { kind: 'account-removed', by, about: {}, time: NOW } as const;
      expect(() =>
        accounts.noting(entry, () => {
          accounts.add('cleo', 'viewer', 'hash', NOW);
          powerFails();
        }),
      ).toThrow();
      expect(accounts.account('cleo')).toBeNull();
      carryEntries(accounts, ledger);
    });
    expect(logged()).toEqual([['account-added', 'ben']]);
  });
});
