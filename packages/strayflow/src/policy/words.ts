/** The policy read aloud: plain sentences, in the order in which it is asked. */
import { counted, duration, listed, riskText } from '../model/format.js';
import { conditionWords } from './conditions.js';
import type { AllowEntry, PolicyOptions } from './options.js';
import type { PolicyRule } from './rules.js';
import { lesser, type Mode } from './verdict.js';

const MODE_WORDS: Record<PolicyOptions['mode'], string> = {
  observe: 'The policy observes: everything below is simulated, nothing is done.',
  alert: 'The policy alerts: blocks are simulated.',
  enforce: 'The policy enforces: strayflow watch blocks.',
};

const DEED: Record<'block' | 'quarantine', Record<Mode, string>> = {
  block: {
    observe: 'a block is simulated',
    alert: 'a block is only told of',
    approve: 'it is blocked once a person has agreed',
    enforce: 'it is blocked',
  },
  quarantine: {
    observe: 'a quarantine is simulated',
    alert: 'a quarantine is only told of',
    approve: 'it is cut off once a person has agreed',
    enforce: 'it is cut off once a person has agreed',
  },
};

/** "5 min, then 1 h, then 24 h" */
export function durationWords(durationsMs: readonly number[]): string {
  return durationsMs.map(duration).join(', then ');
}

function deedWords(rule: PolicyRule, options: PolicyOptions): string {
  const mode = lesser(options.mode, rule.mode);
  if (rule.do === 'ignore') return 'nothing is done and nobody is told';
  if (rule.do === 'alert') return mode === 'observe' ? 'an alert is simulated' : 'it is alerted';
  return `${DEED[rule.do][mode]}, for ${durationWords(rule.durationsMs)}`;
}

/** One sentence. */
export function ruleWords(rule: PolicyRule, options: PolicyOptions): string {
  return `Rule ${rule.name}: where ${listed(conditionWords(rule))}, ${deedWords(rule, options)}.`;
}

function blockWords(options: PolicyOptions): string {
  const { minFamilies, minAttributable, attributableLine } = options;
  const families = `${minFamilies} ${minFamilies === 1 ? 'family' : 'families'} of evidence`;
  if (minAttributable === 0) return `Any block needs ${families}; a forged address could be blocked.`;
  const bind = minAttributable === 1 ? '1 binds' : `${minAttributable} bind`;
  return `Any block needs ${families}, of which ${bind} the address to its sender; what does so must by itself be a risk of ${riskText(attributableLine)} or more.`;
}

const DIRECTION = {
  in: 'for traffic into the observed network',
  out: 'for traffic out of the observed network',
  within: 'for traffic within the observed network',
};

function limitWords({ families, ports, direction, site }: AllowEntry): string {
  const limits = [
    ...(families === undefined ? [] : [`for ${listed(families)}`]),
    ...(ports === undefined ? [] : [`for port ${listed(ports.map(String))}`]),
    ...(direction === undefined ? [] : [DIRECTION[direction]]),
    ...(site === undefined ? [] : [`at site ${site}`]),
  ];
  return limits.length === 0 ? '' : ` ${limits.join(', ')}`;
}

function allowWords({ allow }: PolicyOptions): readonly string[] {
  return allow.map((entry) => {
    const { prefix, scope, reason, expires } = entry;
    const what = scope === 'alert' ? 'neither blocked nor alerted' : 'never blocked';
    const until = expires === undefined ? '' : `, until ${expires}`;
    return `Spared: ${prefix} is ${what}${limitWords(entry)}${until} (${reason}).`;
  });
}

function listWords(options: PolicyOptions): readonly string[] {
  const lists = [
    ['addresses of this system', options.own],
    ['gateways', options.gateways],
    ['name servers', options.nameServers],
    ['time servers', options.timeServers],
  ] as const;
  return lists
    .filter(([, prefixes]) => prefixes.length > 0)
    .map(([what, prefixes]) => `Never blocked, as ${what}: ${listed(prefixes)}.`);
}

function capWords(options: PolicyOptions): string {
  const { maxBlocksPerMinute, maxBlocks, maxBlocksPerNetwork } = options;
  return `At most ${counted(maxBlocksPerMinute, 'new block')} a minute, ${counted(maxBlocks, 'block')} at once, ${maxBlocksPerNetwork} of them in one /24 of IPv4 or /48 of IPv6; none larger than a /${options.shortestPrefixIpv4} of IPv4 or a /${options.shortestPrefixIpv6} of IPv6.`;
}

/** One sentence or more a line. */
export function policyWords(options: PolicyOptions): readonly string[] {
  const { rules, alertLine, blockLine, assets } = options;
  return [
    MODE_WORDS[options.mode],
    ...rules.map((rule) => ruleWords(rule, options)),
    `${rules.length === 0 ? 'There are no rules' : 'Where no rule holds'}: from a risk of ${riskText(alertLine)} a host is alerted, from ${riskText(blockLine)} it is blocked, for ${durationWords(options.durationsMs)}; a block within ${duration(options.repeatWithinMs)} of the last is a repetition.`,
    blockWords(options),
    'Never blocked: hosts of the observed network (only a quarantine reaches them, and a person must agree), addresses that stand for many or for nobody, and servers that merely answer forged requests.',
    ...(options.spareMuchUsed
      ? ['Never blocked: outside peers that many own hosts used before it began.']
      : []),
    ...listWords(options),
    ...allowWords(options),
    ...assets.map(
      ({ prefix, importance, name }) =>
        `Asset: ${prefix}${name === '' ? '' : `, ${name},`} is of ${importance} importance.`,
    ),
    capWords(options),
  ];
}
