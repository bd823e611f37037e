/** Accounts: who may use the service. */
import { z } from 'zod';
import { ROLES } from '../../model/roles.js';
import { ACCOUNT_NAME, type Refusal } from '../../store/accounts/accounts.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';
import { newPassword } from './session.js';

const accountSchema = z
  .strictObject({
    name: z.string(),
    role: z.enum(ROLES),
    added: z.number().describe('Unix ms'),
    login: z.number().nullable().describe('Last (Unix ms); null before the first'),
  })
  .meta({ id: 'Account' });

const params = z.strictObject({ name: z.string().min(1).max(63) });

const REFUSALS: Readonly<Record<Refusal, () => Problem>> = {
  exists: () => new Problem(409, 'There is an account of this name already.'),
  none: () => new Problem(404, 'There is no account of this name.'),
  'last-admin': () => new Problem(409, 'It is the last admin: make another one first.'),
  'too-many': () => new Problem(409, 'There are too many accounts.'),
};

function done(refusal: Refusal | null): void {
  if (refusal !== null) throw REFUSALS[refusal]();
}

export const ACCOUNT_ROUTES = [
  route({
    method: 'get',
    path: '/accounts',
    role: 'admin',
    group: 'accounts',
    summary: 'All accounts, by name.',
    answer: z.strictObject({ items: z.array(accountSchema) }),
    handle: ({ services }) => ({
      items: services.accounts.all().map(({ name, role, added, login }) => ({ name, role, added, login })),
    }),
  }),
  route({
    method: 'post',
    path: '/accounts',
    role: 'admin',
    group: 'accounts',
    summary: 'Adds an account.',
    body: z.strictObject({
      name: z.string().regex(ACCOUNT_NAME, 'expected lower-case letters, digits, ".", "_" and "-"'),
      role: z.enum(ROLES),
      password: newPassword,
    }),
    answer: accountSchema,
    status: 201,
    async handle({ services, body, by, now }) {
      const { accounts, ledger, login } = services;
      const { name, role } = body;
      if (accounts.account(name) !== null) throw REFUSALS.exists();
      done(accounts.add(name, role, await login.hash(body.password), now));
      ledger.note('account-added', by, { account: name, role }, now);
      return { name, role, added: now, login: null };
    },
  }),
  route({
    method: 'patch',
    path: '/accounts/{name}',
    role: 'admin',
    group: 'accounts',
    summary: 'Changes the role of an account, or its password, which ends its sessions.',
    params,
    body: z.strictObject({ role: z.enum(ROLES).optional(), password: newPassword.optional() }),
    answer: null,
    async handle({ services, params: { name }, body, by, now }) {
      const { accounts, ledger, login } = services;
      if (accounts.account(name) === null) throw REFUSALS.none();
      if (body.role !== undefined) {
        done(accounts.setRole(name, body.role));
        ledger.note('account-changed', by, { account: name, role: body.role }, now);
      }
      if (body.password !== undefined) {
        done(accounts.setPassword(name, await login.hash(body.password)));
        ledger.note('password-changed', by, { account: name }, now);
      }
    },
  }),
  route({
    method: 'delete',
    path: '/accounts/{name}',
    role: 'admin',
    group: 'accounts',
    summary: 'Removes an account with all its sessions and tokens.',
    params,
    answer: null,
    handle({ services, params: { name }, by, now }) {
      done(services.accounts.remove(name));
      services.ledger.note('account-removed', by, { account: name }, now);
    },
  }),
];
