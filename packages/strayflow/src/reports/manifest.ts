/** `manifest.json`: what the folder holds and what it was made from; the only file that tells of the run itself. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Analysis } from '../model/analysis.js';
import { isoTime } from '../model/format.js';
import type { ReportFile } from '../model/report.js';
import { safeJson } from './escape.js';
import { coverageObject } from './json.js';
import { cautions, verdictOf } from './verdict.js';

export const MANIFEST_PATH = 'manifest.json';
/** The mark by which a folder is known as one of our reports. */
export const MANIFEST_FORMAT = 'strayflow-report';

/** Times, machine and command of a run, as the shell knows them; any JSON. */
export type RunRecord = Readonly<Record<string, unknown>>;

export function manifestFile(analysis: Analysis, files: readonly ReportFile[]): ReportFile {
  const { level, headline } = verdictOf(analysis);
  return jsonFile({
    format: MANIFEST_FORMAT,
    version: analysis.version,
    seed: analysis.seed,
    preset: analysis.preset,
    level,
    verdict: headline,
    now: isoTime(analysis.now),
    span: { start: isoTime(analysis.span.start), end: isoTime(analysis.span.end) },
    internal: analysis.internal,
    judge: analysis.judge,
    cautions: cautions(analysis),
    attributions: analysis.attributions.map((attribution) => ({
      ...attribution,
      built: attribution.built === null ? null : isoTime(attribution.built),
    })),
    coverage: coverageObject(analysis),
    flowsListed: {
      listed: analysis.flows.length,
      of: analysis.flowCount,
      rule: `flows that evidence refers to, and the strangest ${analysis.strangestLimit}`,
    },
    files: files.map(({ path, mediaType, content }) => ({
      path,
      mediaType,
      bytes: content.length,
      sha256: bytesToHex(sha256(content)),
    })),
  });
}

function jsonFile(content: object): ReportFile {
  return {
    path: MANIFEST_PATH,
    mediaType: 'application/json',
    content: utf8ToBytes(`${safeJson(content, 2)}\n`),
  };
}

/** The same files with `run` in the manifest. */
export function withRun(files: readonly ReportFile[], run: RunRecord): readonly ReportFile[] {
  return files.map((file) => {
    if (file.path !== MANIFEST_PATH) return file;
    return jsonFile({ ...(JSON.parse(new TextDecoder().decode(file.content)) as object), run });
  });
}
