/** Where rows go that memory has no room for. */
export interface SpillPort {
  /** Bytes of rows that are held in memory before they are put aside. */
  readonly runBytesMax: number;
  /** A new place. @throws VtError when there is none. */
  create(): Promise<SpillFile>;
}

/** A part of a file. */
export type Extent = { readonly at: number; readonly length: number };

export interface SpillFile {
  /** Appends; one at a time. @throws VtError when there is no more room. */
  write(bytes: Buffer): Promise<void>;
  /** All bytes, or those of some parts, in pieces of any size; as often as one likes. */
  read(parts?: readonly Extent[]): AsyncIterable<Buffer>;
  /** Gives the place back. */
  close(): Promise<void>;
}
