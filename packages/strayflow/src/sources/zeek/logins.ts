/** Logins of the logs that say whether one succeeded. */
import { FactKind } from '../../model/fact-batch.js';
import type { FactRows } from './fact-rows.js';
import { Zeek } from './fields.js';
import { truthAt } from './record.js';
import type { Refusal } from './refusal.js';

interface Login {
  readonly success: boolean;
  readonly user: string;
  readonly software: string;
  readonly attempts: number;
}

/** What a record says of a login; null when it is none, or when its outcome is not known. */
type Reader = (rows: FactRows) => Login | null;

const once = (success: boolean, user: string, software = ''): Login => ({
  success,
  user,
  software,
  attempts: 1,
});

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['ssh', readSsh],
  ['ftp', readFtp],
  ['kerberos', readKerberos],
  ['ntlm', readNtlm],
  ['radius', readRadius],
  ['mysql', readMysql],
  ['ldap', readLdap],
]);

export const LOGIN_LOGS: ReadonlySet<string> = new Set(READERS.keys());

/** A record of one of the `LOGIN_LOGS`. */
export function tellLogin(rows: FactRows, log: string): Refusal | null {
  const refusal = rows.readParties();
  if (refusal !== null) return refusal;
  const login = READERS.get(log)?.(rows) ?? null;
  if (login === null) return { reason: `zeek-${log} without the outcome of a login`, slot: null };
  add(rows, login);
  return null;
}

/** As the pcap source says it, too: by it behaviours know a login of HTTP. */
const HTTP_BASIC = 'http basic';

/** A request with a user's name (RFC 7617) is a login, too. */
export function tellHttpLogin(rows: FactRows): void {
  const user = rows.said(Zeek.username);
  const status = rows.numberAt(Zeek.statusCode);
  if (user === '' || !(status >= 200)) return;
  const isRefused = status === 401 || status === 403;
  if (status < 400 || isRefused) add(rows, { ...once(!isRefused, user), software: HTTP_BASIC });
}

function add(rows: FactRows, login: Login): void {
  const row = rows.add(FactKind.login, rows.client, rows.server);
  rows.text('name', row, login.user);
  rows.text('value', row, login.software);
  rows.text('text', row, login.success ? 'success' : 'failure');
  rows.number(row, login.attempts);
}

/** Zeek judges by the sizes of packets; before 2.5 it wrote a status in place of a truth value. */
function readSsh(rows: FactRows): Login | null {
  const status = rows.said(Zeek.status);
  const success =
    truthAt(rows.record, Zeek.loginSuccess) ??
    (status === 'success' ? true : status === 'failure' ? false : null);
  if (success === null) return null;
  return {
    success,
    user: '',
    software: rows.said(Zeek.client),
    attempts: rows.numberAt(Zeek.loginAttempts) || 1,
  };
}

/** Only where FTP::logged_commands holds PASS; RFC 959: 230 logged in, 530 not. */
function readFtp(rows: FactRows): Login | null {
  const command = rows.said(Zeek.command);
  const code = rows.numberAt(Zeek.replyCode);
  if ((command !== 'PASS' && command !== 'USER') || (code !== 230 && code !== 530)) return null;
  return once(code === 230, rows.said(Zeek.user));
}

/** Errors of RFC 4120 that refuse who asks; others ask for more, or blame the clock. */
const KERBEROS_REFUSALS: ReadonlySet<string> = new Set([
  'KDC_ERR_PREAUTH_FAILED',
  'KDC_ERR_C_PRINCIPAL_UNKNOWN',
  'KDC_ERR_CLIENT_REVOKED',
  'KDC_ERR_KEY_EXPIRED',
]);

/** A ticket for services (TGS) is asked for after the login. */
function readKerberos(rows: FactRows): Login | null {
  if (rows.said(Zeek.requestType) !== 'AS') return null;
  const success = truthAt(rows.record, Zeek.success);
  const refused = KERBEROS_REFUSALS.has(rows.said(Zeek.error));
  return success === true || refused ? once(!refused, rows.said(Zeek.client)) : null;
}

function readNtlm(rows: FactRows): Login | null {
  const success = truthAt(rows.record, Zeek.success);
  return success === null ? null : once(success, rows.said(Zeek.username));
}

function readRadius(rows: FactRows): Login | null {
  const result = rows.said(Zeek.result);
  if (result !== 'success' && result !== 'failed') return null;
  return once(result === 'success', rows.said(Zeek.username));
}

function readMysql(rows: FactRows): Login | null {
  const success = truthAt(rows.record, Zeek.success);
  if (rows.said(Zeek.databaseCommand) !== 'login' || success === null) return null;
  return once(success, rows.said(Zeek.argument));
}

function readLdap(rows: FactRows): Login | null {
  const result = rows.said(Zeek.result);
  if (!rows.said(Zeek.operationCode).startsWith('bind')) return null;
  if (result !== 'success' && result !== 'invalid credentials') return null;
  return once(result === 'success', rows.said(Zeek.object));
}
