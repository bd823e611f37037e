/** What a spool asks of the file that takes the records over when there are more than fit into memory. */
export interface SpoolFile {
  /** Bytes in it. */
  readonly bytes: number;
  /** Where the bytes now start in the file. Throws StrayflowError when there is no room. */
  append(bytes: Uint8Array): number;
  readAt(start: number, length: number): Promise<Uint8Array>;
  /** As `readAt`, while nothing else happens. */
  readNow(start: number, length: number): Uint8Array<ArrayBuffer>;
  close(): void;
}
