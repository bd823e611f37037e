/** ARP (RFC 826) as facts: who claimed which address. */
import { writeIpv4 } from '../../model/address.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { BATCH_ROWS } from '../../model/flow-builder.js';
import { i32, u16 } from './bytes.js';
import { Outcome, type Packet } from './packet.js';

const ARP_BYTES = 28;
const ETHERNET = 1;
const IEEE_802 = 6;
const REQUEST = 1;
const REPLY = 2;
const TEXTS: readonly string[] = ['', 'request', 'reply', 'gratuitous'];
const GRATUITOUS = 3;

export class ArpFacts {
  private readonly site: string;
  private readonly input: number;
  private used = 0;
  private recordNumber = new Float64Array(BATCH_ROWS);
  private time = new Float64Array(BATCH_ROWS);
  private address = new Uint8Array(16 * BATCH_ROWS);
  private mac = new Uint8Array(6 * BATCH_ROWS);
  private peer = new Uint8Array(16 * BATCH_ROWS);
  private codes = new Uint32Array(BATCH_ROWS);

  constructor(site: string, input: number) {
    this.site = site;
    this.input = input;
  }

  get length(): number {
    return this.used;
  }

  get full(): boolean {
    return this.used === BATCH_ROWS;
  }

  /** Reads the ARP message at `packet.at`. `Outcome.arp` means that it was added. */
  add(packet: Packet, bytes: Uint8Array, to: number, time: number, frame: number): Outcome {
    const { at } = packet;
    if (to - at < 8) return packet.reject('arp-truncated', `${to - at} of ${ARP_BYTES} bytes`);
    const hardware = u16(bytes, at);
    const isEthernet = (hardware === ETHERNET || hardware === IEEE_802) && bytes[at + 4] === 6;
    const isIpv4 = u16(bytes, at + 2) === 0x0800 && bytes[at + 5] === 4;
    if (!isEthernet || !isIpv4) return packet.ignore('arp for other networks');
    if (to - at < ARP_BYTES) return packet.reject('arp-truncated', `${to - at} of ${ARP_BYTES} bytes`);
    const operation = u16(bytes, at + 6);
    if (operation !== REQUEST && operation !== REPLY) return packet.ignore('arp other operation');
    const sender = i32(bytes, at + 14);
    // RFC 5227: who asks without an address claims none.
    if (sender === 0) return packet.ignore('arp probe');
    const row = this.used++;
    this.recordNumber[row] = frame;
    this.time[row] = time;
    copyIpv4(this.address, row, bytes, at + 14);
    this.mac.set(bytes.subarray(at + 8, at + 14), row * 6);
    copyIpv4(this.peer, row, bytes, at + 24);
    this.codes[row] = sender === i32(bytes, at + 24) ? GRATUITOUS : operation;
    return Outcome.arp;
  }

  take(): FactBatch {
    const length = this.used;
    const batch: FactBatch = {
      site: this.site,
      length,
      input: new Uint32Array(length).fill(this.input),
      recordNumber: this.recordNumber.slice(0, length),
      time: this.time.slice(0, length),
      kind: new Uint8Array(length).fill(FactKind.arpBinding),
      address: this.address.slice(0, length * 16),
      mac: this.mac.slice(0, length * 6),
      peer: this.peer.slice(0, length * 16),
      text: { codes: this.codes.slice(0, length), dictionary: TEXTS },
    };
    this.used = 0;
    return batch;
  }
}

function copyIpv4(out: Uint8Array, row: number, bytes: Uint8Array, at: number): void {
  writeIpv4(out, row * 16, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}
