/** Versions of models: what is shown of each is read from its file once, one file a turn. */
import { setImmediate } from 'node:timers/promises';
import { columnSpreads, type KindModels, memberCalibrations } from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import type { SavedModels } from '../shell/model-file.js';
import { type ListedModel, listVersions, signatureOfModel, storedModels } from '../shell/model-store.js';

export interface Learned {
  /** Rows. */
  readonly learned: number;
  readonly seen: number;
  readonly members: readonly string[];
}

interface Summary {
  readonly fault: string | null;
  readonly flows: Learned | null;
  readonly hosts: Learned | null;
}

export interface ModelRow extends Summary, ListedModel {}

export class ModelVersions {
  /** Null: the models that judge are kept in no versions. */
  readonly folder: string | null;
  /** By version, sum and file. */
  private known = new Map<string, Summary>();

  constructor(folder: string | null) {
    this.folder = folder;
  }

  /** Newest first. Throws StrayflowError 'model-unreadable'. */
  async rows(): Promise<readonly ModelRow[]> {
    const { folder } = this;
    if (folder === null) return [];
    const before = this.known;
    const known = new Map<string, Summary>();
    const rows: ModelRow[] = [];
    for (const listed of listVersions(folder)) {
      const key = `${listed.version} ${listed.sha256} ${signatureOfModel(folder, listed.version)}`;
      let summary = before.get(key);
      if (summary === undefined) {
        summary = this.look(listed.version);
        // Files are large: others are answered in between.
        await setImmediate();
      }
      known.set(key, summary);
      rows.push({ ...listed, ...summary });
    }
    this.known = known;
    return rows.reverse();
  }

  /** Null where there is no such version. Throws StrayflowError 'model-unreadable'. */
  stored(version: number): SavedModels | null {
    const { folder } = this;
    if (folder === null || !listVersions(folder).some((each) => each.version === version)) return null;
    return storedModels(folder, version);
  }

  private look(version: number): Summary {
    try {
      const { flow, host } = storedModels(this.folder!, version).learned;
      return { fault: null, flows: learnedOf(flow), hosts: learnedOf(host) };
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      return { fault: error.message, flows: null, hosts: null };
    }
  }
}

/** What models hold their scores against. */
export function knowledgeOf({ learned: { flow, host } }: SavedModels) {
  return {
    calibration: [...memberCalibrations(flow), ...memberCalibrations(host)],
    columns: [...columnSpreads(flow), ...columnSpreads(host)],
  };
}

function learnedOf({ kept, seen, models }: KindModels): Learned {
  return { learned: kept, seen, members: models?.byFold[0].members.map(({ name }) => name) ?? [] };
}
