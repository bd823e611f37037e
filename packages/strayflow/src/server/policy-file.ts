/** The policy as the configuration file has it: read, held against its schema, and replaced. */
import { basename } from 'node:path';
import { stringify } from 'yaml';
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { type PolicyOptions, policyOptionsSchema } from '../policy/index.js';
import { parseConfig } from '../shell/config-file.js';
import { hindranceOf, readText, replaceText } from '../shell/config-replace.js';
import { sectionDigest, sectionText, withSection } from '../shell/config-section.js';
import { parseYaml, type YamlFault } from '../shell/yaml-file.js';
import { type Fault, Problem } from './problem.js';

const SECTION = 'policy';
const MOST_FAULTS = 20;

export interface PolicyOfFile {
  /** As it is written, without its key. */
  readonly text: string;
  readonly digest: string;
  /** Base name; null without a file. */
  readonly file: string | null;
  /** Why it cannot be edited; null where it can. */
  readonly why: string | null;
  /** What is written; what decides now where that cannot be told. */
  readonly policy: PolicyOptions;
}

/** @param inForce of the watch */
export function policyOfFile(path: string | null, inForce: PolicyOptions): PolicyOfFile {
  const told = (text: string, why: string | null, policy = inForce): PolicyOfFile => ({
    text,
    digest: sectionDigest(text),
    file: path === null ? null : basename(path),
    why,
    policy,
  });
  if (path === null) {
    const why = 'The service was started without --config: there is no file to edit.';
    return told(stringify(inForce, { lineWidth: 0 }), why);
  }
  try {
    const text = readText(path);
    const section = sectionText(text, SECTION);
    const result = parseConfig(text);
    if ('config' in result) return told(section, hindranceOf(path), result.config.policy);
    return told(section, `The configuration file is faulty: ${faultOf(result.faults[0]!)}`);
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    return told('', `The configuration file cannot be used: ${error.message}.`);
  }
}

/** Throws Problem 422 with every fault. */
export function parsePolicy(text: string): PolicyOptions {
  const result = parseYaml(text, policyOptionsSchema);
  if ('data' in result) return result.data;
  throw new Problem(422, 'The policy is not as it should be.', {
    errors: result.faults.slice(0, MOST_FAULTS).map(shown),
  });
}

/**
 * @param digest of what was edited
 * @returns digests and modes, for the audit log. Throws Problem 409, 422, StrayflowError 'output-unwritable'
 */
export function replacePolicy(
  path: string | null,
  section: string,
  digest: string,
  noted: (about: Readonly<Record<string, unknown>>) => void,
): void {
  const wanted = parsePolicy(section);
  if (path === null)
    throw new Problem(409, 'The service was started without --config: there is no file to edit.');
  const hindrance = hindranceOf(path);
  if (hindrance !== null) throw new Problem(409, hindrance);
  const text = readText(path);
  const before = sectionText(text, SECTION);
  if (sectionDigest(before) !== digest) {
    throw new Problem(409, 'The policy was changed meanwhile: look at it as it is now, and edit that.');
  }
  const standing = parseConfig(text);
  if (!('config' in standing)) {
    throw new Problem(409, `The configuration file is faulty: ${faultOf(standing.faults[0]!)}`);
  }
  const edited = withSection(text, SECTION, section);
  const result = parseConfig(edited);
  if (!('config' in result) || !isSame(result.config.policy, wanted)) {
    throw new Problem(422, 'The policy cannot stand in the configuration file as it is written.');
  }
  replaceText(path, edited);
  try {
    noted({
      before: digest,
      after: sectionDigest(sectionText(edited, SECTION)),
      changed: changesOf(standing.config.policy, wanted),
      ...(standing.config.policy.mode === wanted.mode
        ? {}
        : { mode: [standing.config.policy.mode, wanted.mode] }),
    });
  } catch (error) {
    // What the audit log cannot say is not done.
    replaceText(path, text);
    throw error;
  }
}

function isSame(a: Config['policy'], b: Config['policy']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function changesOf(before: PolicyOptions, after: PolicyOptions): readonly string[] {
  const names = Object.keys(after) as (keyof PolicyOptions)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** "policy.rules[0].when (line 4)", of the section. */
function shown({ line, path, message }: YamlFault): Fault {
  const place = path === '' ? SECTION : `${SECTION}.${path}`.replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]');
  return {
    at: `${place}${line === null ? '' : ` (line ${line})`}`.slice(0, 200),
    message: message.slice(0, 300),
  };
}

function faultOf({ line, path, message }: YamlFault): string {
  return `${line === null ? '' : `line ${line}: `}${path === '' ? '' : `${path}: `}${message}`;
}
