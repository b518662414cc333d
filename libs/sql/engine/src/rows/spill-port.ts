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
  /** Bytes that were written. */
  readonly size: number;
  /** Appends; one at a time. The bytes are written when it resolves, and may then be others. @throws VtError when there is no more room. */
  write(bytes: Buffer): Promise<void>;
  /** Fills `into` with what was written from `at` on: so much must have been. */
  read(into: Buffer, at: number): Promise<void>;
  /** Gives the place back. */
  close(): Promise<void>;
}

/** The same place, for steps of which many hold rows at a time: each puts them aside earlier. */
export function sooner(spill: SpillPort | undefined, runBytesMax: number): { readonly spill?: SpillPort } {
  return spill
    ? { spill: { runBytesMax: Math.min(spill.runBytesMax, runBytesMax), create: () => spill.create() } }
    : {};
}
