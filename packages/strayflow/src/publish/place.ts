/** What every kind of target can do: a tree of files in which a rename is atomic. */

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
  /** In bytes; 0 for folders. */
  readonly size: number;
}

/**
 * Paths are relative to the target, with forward slashes and no slash at either end; "" is the target itself.
 * Everything throws a StrayflowError('publish-failed') that says in one sentence what was refused and why.
 */
export interface Place {
  /** For people: never holds a secret. */
  readonly shown: string;
  /** What an operator should know about this target, found when it was opened. */
  readonly warnings: readonly string[];
  /** Null when there is no such folder. */
  list(folder: string): Promise<readonly Entry[] | null>;
  /** Null when there is no such file; longer files than `limit` bytes count as absent. */
  read(path: string, limit: number): Promise<Uint8Array | null>;
  /** Size and sha256 (hex) of what is stored, read back; null when there is no such file. */
  digest(path: string): Promise<Digest | null>;
  /** Replaces the file as a whole: a reader sees the old one or the new one. Its folder must exist. */
  write(path: string, content: Uint8Array, mediaType: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Renames a folder; the new name must be free. */
  move(from: string, to: string): Promise<void>;
  /** With everything below it; nothing happens when it is absent. */
  remove(path: string, kind: 'file' | 'folder'): Promise<void>;
  /** After a report was published: what a stranger can do with it, as sentences. */
  exposure(path: string): Promise<readonly string[]>;
  close(): void;
}

export interface Digest {
  readonly size: number;
  readonly sha256: string;
}
