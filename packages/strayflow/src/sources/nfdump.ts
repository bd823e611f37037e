/** The source "nfdump": the files that nfcapd, nfpcapd and nfdump write, layout versions 1 and 2. */
import { z } from 'zod';
import type { OptionalColumn } from '../model/flow-builder.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { PairedFlows } from './cloud/paired-flows.js';
import { pairingOptions } from './cloud/pairing-options.js';
import { BlockReader, type BlockState } from './nfdump/blocks.js';
import { magicOf } from './nfdump/file-header.js';
import { NfdumpRecords, type RecordState } from './nfdump/record-reader.js';
import type { BiflowState } from './record/biflow-table.js';

const OPTIONAL: readonly OptionalColumn[] = ['vlan', 'interfaceIndex', 'sourceMac', 'exporter'];

const nfdumpOptions = z.strictObject(pairingOptions(300_000, 600_000));
type NfdumpOptions = z.infer<typeof nfdumpOptions>;

interface NfdumpState {
  readonly blocks: BlockState;
  readonly records: RecordState;
  readonly flows: BiflowState;
}

class NfdumpParser implements Parser {
  private readonly flows: PairedFlows;
  private readonly records: NfdumpRecords;
  private readonly blocks: BlockReader;

  constructor(context: ParserContext, options: NfdumpOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<NfdumpState>(bytes);
    this.flows = new PairedFlows(context, options, OPTIONAL, state?.flows);
    this.records = new NfdumpRecords(context, this.flows, state?.records);
    this.blocks = new BlockReader(this.records, state?.blocks);
  }

  push(chunk: Uint8Array): void {
    this.blocks.push(chunk);
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.blocks.end();
    this.flows.end();
  }

  snapshot(): Uint8Array {
    const { blocks, records, flows } = this;
    return snapshot({
      blocks: blocks.state,
      records: records.state,
      flows: flows.state,
    } satisfies NfdumpState);
  }
}

/** The magic number and a layout version; one of a big-endian machine is known, too, to be refused in plain words. */
function sniff(head: Uint8Array): number {
  const magic = magicOf(head);
  if (magic === null) return 0;
  const version = magic === 'little-endian' ? head[2]! | (head[3]! << 8) : (head[2]! << 8) | head[3]!;
  return version >= 1 && version <= 9 ? 0.95 : 0;
}

export const nfdumpFormat: SourceFormat<NfdumpOptions> = {
  name: 'nfdump',
  title: 'nfdump file',
  options: nfdumpOptions,
  sniff,
  open: (context, options, bytes) => new NfdumpParser(context, options, bytes),
};
