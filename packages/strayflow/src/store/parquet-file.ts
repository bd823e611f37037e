/** Writes one Parquet file whole or not at all: into a file beside it, onto the disk, then renamed into place. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { syncFolder, unwritable, writeAll } from './disk.js';
import type { AnyBatch } from './gather.js';
import type { ParquetColumn } from './parquet-columns.js';

/** Bytes go to the file after each row group, so that one row group is in memory at a time. */
class FileByteWriter extends ByteWriter {
  private readonly descriptor: number;

  constructor(descriptor: number) {
    super(1 << 20);
    this.descriptor = descriptor;
  }

  flush(): void {
    writeAll(this.descriptor, new Uint8Array(this.buffer, 0, this.index));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

function schemaOf(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type, nullable }): SchemaElement => {
      const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
      if (type === 'STRING') return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
      return { name, type, repetition_type };
    }),
  ];
}

export const UNFINISHED = /^\..*\.part$/;

/** Each batch becomes a row group. The number of bytes; throws StrayflowError 'state-unwritable'. */
export function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  batches: Iterable<AnyBatch>,
  site: string,
): number {
  const part = join(dirname(path), `.${basename(path)}.part`);
  try {
    const descriptor = openSync(part, 'w', 0o600);
    let bytes: number;
    try {
      const writer = new FileByteWriter(descriptor);
      const file = new ParquetWriter({
        writer,
        schema: schemaOf(columns),
        kvMetadata: [{ key: 'site', value: site }],
        createdBy: 'strayflow',
      });
      for (const batch of batches) {
        const columnData = columns.map(({ name, values }) => ({
          name,
          data: values(batch),
          // What queries skip by.
          statistics: name === 'time',
        }));
        file.write({ columnData, rowGroupSize: batch.length });
      }
      file.finish();
      bytes = writer.offset;
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, path);
    syncFolder(dirname(path));
    return bytes;
  } catch (cause) {
    rmSync(part, { force: true });
    throw unwritable(path, cause);
  }
}
