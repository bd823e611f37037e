/** DuckDB over the files of the history, and over nothing else: locked, bounded, and only loaded when it is asked for. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { StrayflowError } from '../../model/errors.js';
import { MACROS } from './query/sql.js';

export type SqlRow = Readonly<Record<string, string | number | null>>;

/** Queries at a time, and those that wait for their turn. */
const CONNECTIONS = 2;
const MOST_WAITING = 20;
const MEMORY = '256MB';
const TEMPORARY = '2GB';

/** Too many ask already. */
export class FlowsBusy extends Error {}
/** The query took longer than it may, or nobody waits for it any more. */
export class QueryStopped extends Error {}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const INTERRUPT_MS = 20;

/** What it gives back ends it. An interruption is lost on a query that only begins: it is said again until that ends. */
function interruptedBy(signal: AbortSignal, connection: DuckDBConnection): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    connection.interrupt();
    timer ??= setInterval(() => connection.interrupt(), INTERRUPT_MS);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(timer);
  };
}

export class FlowDatabase {
  readonly historyFolder: string;
  private readonly temporaryFolder: string;
  private instance: Promise<DuckDBInstance> | null = null;
  private readonly idle: DuckDBConnection[] = [];
  private open = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(folder: string) {
    this.historyFolder = join(folder, 'history');
    this.temporaryFolder = join(folder, 'flow-queries.tmp');
  }

  private async start(): Promise<DuckDBInstance> {
    try {
      const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
      const instance = await Instance.create(':memory:', { threads: '1', memory_limit: MEMORY });
      const connection = await instance.connect();
      const settings = [
        'SET autoinstall_known_extensions = false',
        'SET autoload_known_extensions = false',
        'SET allow_community_extensions = false',
        `SET temp_directory = ${quoted(this.temporaryFolder)}`,
        `SET max_temp_directory_size = '${TEMPORARY}'`,
        `SET allowed_directories = [${quoted(`${this.historyFolder}/`)}]`,
        'SET enable_external_access = false',
        ...MACROS,
        'SET lock_configuration = true',
      ];
      for (const setting of settings) await connection.run(setting);
      connection.closeSync();
      return instance;
    } catch (cause) {
      this.instance = null;
      throw new StrayflowError('state-unreadable', 'the history cannot be asked: DuckDB does not start', {
        cause,
      });
    }
  }

  /** Throws FlowsBusy. */
  private async take(): Promise<DuckDBConnection> {
    if (this.open >= CONNECTIONS && this.idle.length === 0) {
      if (this.waiting.length >= MOST_WAITING) throw new FlowsBusy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    this.open++;
    try {
      this.instance ??= this.start();
      return await (await this.instance).connect();
    } catch (error) {
      this.open--;
      this.waiting.shift()?.();
      throw error;
    }
  }

  private give(connection: DuckDBConnection): void {
    this.idle.push(connection);
    this.waiting.shift()?.();
  }

  /**
   * Works with a connection of its own, which is interrupted when the signal says so. Throws FlowsBusy, QueryStopped, and
   * what `work` throws.
   */
  async using<Result>(
    signal: AbortSignal,
    work: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) throw new QueryStopped();
    const connection = await this.take();
    const end = interruptedBy(signal, connection);
    try {
      if (signal.aborted) throw new QueryStopped();
      return await work(connection);
    } catch (error) {
      throw signal.aborted ? new QueryStopped() : error;
    } finally {
      end();
      this.give(connection);
    }
  }

  /** @param files below the history's folder: the first parameter */
  async rows(
    signal: AbortSignal,
    sql: string,
    files: readonly string[],
    values: readonly (string | number)[],
  ): Promise<readonly SqlRow[]> {
    const bound = await this.bound(files, values);
    return this.using(signal, async (connection) => {
      const reader = await connection.runAndReadAll(sql, ...bound);
      return reader.getRowObjectsJS() as unknown as SqlRow[];
    });
  }

  /** In front of other parameters: the files. */
  private async bound(files: readonly string[], values: readonly (string | number)[]) {
    const { listValue, LIST, VARCHAR } = await import('@duckdb/node-api');
    const list = listValue(files.map((path) => join(this.historyFolder, path)));
    const bound: [DuckDBValue[], DuckDBType[]] = [[list, ...values], [LIST(VARCHAR)]];
    return bound;
  }

  /** Rows as they are found, some at a time; parameters as for `rows`. Throws as `using`. */
  async *stream(
    signal: AbortSignal,
    sql: string,
    files: readonly string[],
    values: readonly (string | number)[],
  ): AsyncGenerator<readonly SqlRow[]> {
    const bound = await this.bound(files, values);
    if (signal.aborted) throw new QueryStopped();
    const connection = await this.take();
    const end = interruptedBy(signal, connection);
    try {
      const result = await connection.stream(sql, ...bound);
      for await (const rows of result.yieldRowObjectJs()) {
        if (signal.aborted) throw new QueryStopped();
        yield rows as unknown as SqlRow[];
      }
    } catch (error) {
      throw signal.aborted ? new QueryStopped() : error;
    } finally {
      end();
      // A result that is not read to its end would go on.
      connection.interrupt();
      this.give(connection);
    }
  }

  close(): void {
    for (const connection of this.idle.splice(0)) connection.closeSync();
    this.instance = null;
    rmSync(this.temporaryFolder, { recursive: true, force: true });
  }
}
