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
    async handle(call) {
      const { services, body, now } = call;
      const { accounts, changes, login } = services;
      const { name, role } = body;
      if (accounts.account(name) !== null) throw REFUSALS.exists();
      const hash = await login.hash(body.password);
      const about = { account: name, role };
      done(changes.make('account-added', call, about, () => accounts.add(name, role, hash, now)));
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
    async handle(call) {
      const { services, params, body } = call;
      const { accounts, changes, login } = services;
      const { name } = params;
      const { role, password } = body;
      if (accounts.account(name) === null) throw REFUSALS.none();
      const hash = password === undefined ? null : await login.hash(password);
      if (role !== undefined) {
        const about = { account: name, role };
        done(changes.make('account-changed', call, about, () => accounts.setRole(name, role)));
      }
      if (hash !== null) {
        const about = { account: name };
        done(changes.make('password-changed', call, about, () => accounts.setPassword(name, hash)));
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
    handle(call) {
      const { accounts, changes } = call.services;
      const { name } = call.params;
      done(changes.make('account-removed', call, { account: name }, () => accounts.remove(name)));
    },
  }),
];
