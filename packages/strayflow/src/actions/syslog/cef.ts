/** A notice in ArcSight's Common Event Format, version 0. */
import { isIP } from 'node:net';
import { riskText } from '../../model/format.js';
import { otherNames, sentence } from '../notices/words.js';
import { PRODUCT } from '../product.js';
import { eventId, type Said, titled } from './said.js';
import { cefSeverity } from './severity.js';

/** Longest values of ArcSight's dictionary, in characters. */
const LONGEST_MESSAGE = 1_023;

export function cef(said: Said): string {
  const { message, notice } = said;
  const { families, rule, risk } = notice;
  const signature = families[0] ?? 'incident';
  const name = titled(said, `incident ${notice.kind}: ${families.join(', ') || 'strays from what is usual'}`);
  const header = ['CEF:0', PRODUCT.vendor, PRODUCT.name, PRODUCT.version, signature, name].map(inHeader);
  const extension: [string, string | number][] = [
    ['rt', message.time],
    ['start', notice.opened],
    ['end', notice.time],
    ['externalId', notice.incident],
    ['cat', families.join(',')],
    ['act', actionOf(said)],
    ['reason', notice.reason],
    ['dvchost', said.sender],
    ...hostOf(said),
    ['cs1Label', 'rule'],
    ['cs1', rule],
    ['cs2Label', 'site'],
    ['cs2', notice.site],
    ['cs3Label', 'event'],
    ['cs3', eventId(said)],
    ['cs4Label', 'host'],
    ['cs4', notice.host],
    ['cs5Label', 'names'],
    ['cs5', notice.names.join(' ')],
    ...otherNamesOf(said),
    ['cn1Label', 'revision'],
    ['cn1', notice.revision],
    ['cfp1Label', 'risk'],
    ['cfp1', riskText(risk)],
  ];
  if (notice.expires !== null) {
    extension.push(['deviceCustomDate1Label', 'expires'], ['deviceCustomDate1', notice.expires]);
  }
  // Last: what some readers do not take in whole is then the least.
  extension.push(['msg', titled(said, sentence(notice)).slice(0, LONGEST_MESSAGE)]);
  const written = extension
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${inExtension(String(value))}`);
  return `${header.join('|')}|${cefSeverity(said)}|${written.join(' ')}`;
}

/** "block", "block (simulated)" */
function actionOf({ notice: { action, simulated, approval } }: Said): string {
  if (simulated) return `${action} (simulated)`;
  return approval ? `${action} (to be approved)` : action;
}

/** An address has a key of its own by kind; what is no single address is a name. */
function hostOf({ notice: { host, role } }: Said): [string, string][] {
  const isActor = role === 'actor';
  if (isIP(host) === 4) return [[isActor ? 'src' : 'dst', host]];
  if (isIP(host) !== 6) return [[isActor ? 'shost' : 'dhost', host]];
  const key = isActor ? 'c6a2' : 'c6a3';
  return [
    [`${key}Label`, isActor ? 'Source IPv6 Address' : 'Destination IPv6 Address'],
    [key, host],
  ];
}

function otherNamesOf({ notice }: Said): [string, string][] {
  const others = otherNames(notice);
  return others.length === 0
    ? []
    : [
        ['cs6Label', 'other names'],
        ['cs6', others.join('; ')],
      ];
}

function inHeader(text: string): string {
  return text.replace(/[\\|]/g, '\\$&');
}

function inExtension(text: string): string {
  return text.replace(/[\\=]/g, '\\$&');
}
