/** Replaces who is who in an analysis, consistently and everywhere, before anything is written. */
import { type Prefix, parsePrefix } from '../model/address.js';
import type { Analysis, HostContext, ReportedFlow } from '../model/analysis.js';
import { type Evidence, evidenceId } from '../model/evidence.js';
import { Pseudonyms } from './pseudonyms.js';

/** Application protocols as sources name them; another word there may be somebody's host name. */
const SERVICES = new Set(
  'dce_rpc dhcp dnp3 dns dtls ftp ftp-data gssapi http http2 https icmp imap imaps irc kerberos krb krb_tcp ldap ldaps modbus mqtt mysql ntlm ntp pop3 pop3s postgresql quic radius rdp rfb rpc rtp sip smb smtp snmp socks ssdp ssh ssl syslog telnet tftp tls unknown websocket xmpp -'.split(
    ' ',
  ),
);

type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

type Replace = (text: string) => string;

/** Every string and key of plain data through `replace`. */
function mapped(value: Plain, replace: Replace): Plain {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return (value as readonly Plain[]).map((item) => mapped(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [replace(key), mapped(item, replace)]),
  );
}

/** Names hosts in the order of the report: by risk, then as evidence, flows and contexts speak of them. */
function nameHosts(analysis: Analysis, names: Pseudonyms): void {
  for (const { host } of analysis.hosts) names.host(host);
  for (const { host, peer } of analysis.evidence) {
    names.host(host);
    if (peer !== null) names.host(peer);
  }
  for (const { host } of analysis.decisions) names.host(host);
  for (const host of Object.keys(analysis.contexts)) names.host(host);
  for (const { source, destination } of analysis.flows) {
    names.host(source);
    names.host(destination);
  }
}

/** Names of inputs and sites, where they stand as words in free text. */
function nameReplacer(analysis: Analysis, names: Pseudonyms): Replace {
  const words = new Map<string, string>();
  for (const { name } of analysis.coverage.inputs) {
    words.set(name, names.name('input', name));
    words.set(name.split(/[\\/]/).at(-1)!, names.name('input', name));
  }
  for (const context of Object.values(analysis.contexts)) {
    for (const { name } of context.names) words.set(name, names.name('name', name));
  }
  for (const { site } of [...analysis.hosts, ...analysis.evidence]) words.set(site, siteName(site, names));
  const longestFirst = [...words]
    .filter(([word]) => word.length > 2)
    .sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1))
    .map(([word, name]) => {
      const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      return { pattern: new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu'), name };
    });
  return (text) =>
    longestFirst.reduce((result, { pattern, name }) => result.replace(pattern, () => name), text);
}

/** The site that a single network has needs no other name. */
function siteName(site: string, names: Pseudonyms): string {
  return site === '' || site === 'default' ? site : names.name('site', site);
}

function flowOf(flow: ReportedFlow, names: Pseudonyms): ReportedFlow {
  const known = (flow.service ?? '').split(',').every((word) => SERVICES.has(word.toLowerCase()));
  return {
    ...flow,
    service: flow.service === null || known ? flow.service : names.name('service', flow.service),
    uid: flow.uid === null ? null : names.name('uid', flow.uid),
  };
}

/** Cities, coordinates and networks have few addresses: they would tell which. */
function coarse(context: HostContext, names: Pseudonyms): HostContext {
  const location = context.location && {
    ...context.location,
    city: null,
    latitude: null,
    longitude: null,
    network: null,
  };
  return {
    ...context,
    location,
    names: context.names.map((each) => ({ ...each, name: names.name('name', each.name) })),
  };
}

/** Fields that hold names, and free text that may speak of them; addresses are replaced after it, everywhere. */
function withoutNames(analysis: Analysis, names: Pseudonyms): Analysis {
  const spoken = nameReplacer(analysis, names);
  const site = <T extends { readonly site: string }>(value: T): T => ({
    ...value,
    site: siteName(value.site, names),
  });
  return {
    ...analysis,
    judge: spoken(analysis.judge),
    warnings: analysis.warnings.map(spoken),
    internal: { ...analysis.internal, statement: spoken(analysis.internal.statement) },
    models: analysis.models.map((model) => ({ ...model, notes: model.notes.map(spoken) })),
    hosts: analysis.hosts.map(site),
    network: analysis.network.map((subject) => ({ ...site(subject), host: spoken(subject.host) })),
    campaigns: analysis.campaigns.map(site),
    evidence: analysis.evidence.map((evidence) => ({
      ...site(evidence),
      // What is no address may be named after an input.
      ...(evidence.subject === undefined ? {} : { host: spoken(evidence.host) }),
      summary: spoken(evidence.summary),
    })),
    decisions: analysis.decisions.map((decision) => ({ ...site(decision), reason: spoken(decision.reason) })),
    contexts: Object.fromEntries(
      Object.entries(analysis.contexts).map(([host, context]) => [host, coarse(context, names)]),
    ),
    flows: analysis.flows.map((flow) => flowOf(flow, names)),
    coverage: {
      ...analysis.coverage,
      inputs: analysis.coverage.inputs.map((input) => ({
        ...input,
        name: names.name('input', input.name),
        notes: input.notes.map(spoken),
        // They quote the input.
        examples: input.examples.map((example) => ({ ...example, detail: '(left out)' })),
      })),
    },
  };
}

/** New ids: an id is a hash of the address, and all IPv4 addresses can be tried. */
function newIds(before: readonly Evidence[], after: readonly Evidence[]): ReadonlyMap<string, string> {
  return new Map(
    after.map((evidence, i) => [before[i]!.id, evidenceId({ ...evidence, key: `${evidence.key} ${i}` })]),
  );
}

/**
 * The analysis with names such as inside-1 and outside-17 for addresses, prefixes, MAC addresses, inputs, sites, uids
 * and unusual service names, in fields and in sentences alike. Locations keep their country only.
 */
export function pseudonymise(analysis: Analysis): Analysis {
  const prefixes = analysis.internal.prefixes
    .map(parsePrefix)
    .filter((prefix): prefix is Prefix => prefix !== null);
  const names = new Pseudonyms(prefixes);
  nameHosts(analysis, names);
  const plain = withoutNames(analysis, names) as unknown as Plain;
  const renamed = mapped(plain, (text) => names.text(text)) as unknown as Analysis;
  const ids = newIds(analysis.evidence, renamed.evidence);
  const campaignIds = new Map(analysis.campaigns.map(({ id }, i) => [id, `campaign-${i + 1}`] as const));
  const withIds = mapped(
    renamed as unknown as Plain,
    (text) => ids.get(text) ?? campaignIds.get(text) ?? text,
  ) as unknown as Analysis;
  return { ...withIds, attributions: analysis.attributions };
}
