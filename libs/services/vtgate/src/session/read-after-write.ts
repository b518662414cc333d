import { LazyMap } from './lazy-map.ts';

/** What the session has written on one shard, and a replica that has it. */
type Written = {
  /** GTIDs; undefined: they are not known, and the primary is to be asked. */
  readonly gtids: string | undefined;
  /** A tablet that was seen to have them. */
  caughtUp: string | undefined;
};

export type ReadAfterWriteMode = 'off' | 'session';

const GTIDS_CHARS_MAX = 2_000;
const PLACES_MAX = 4_096;
const TIMEOUT_MS = 100;
/** Of GTIDs in a session's message; of more than that the places alone are told. */
const MEMORY_CHARS_MAX = 65_536;

/** A place, and the GTIDs of what was written there; null: not known. */
type Remembered = readonly [place: string, gtids: string | null];
const EVERYWHERE: Remembered = ['*', null];

/**
 * What a session's reads of replicas must see: its own writes (`@@read_after_write = 'session'`), and what a client brought along from
 * another session (`@@read_after_write_gtid`). Places are `keyspace/shard`.
 */
export class ReadAfterWrite {
  mode: ReadAfterWriteMode = 'off';
  /** How long a read waits for a replica before it goes to the primary. */
  timeoutMs = TIMEOUT_MS;
  /** `@@session_track_gtids = 'own_gtid'`: answers tell the GTIDs of what they wrote. */
  tracksGtids = false;
  #gtid = '';
  readonly #written = new LazyMap<string, Written>();
  /** There were more places than are remembered: of any other the primary is to be asked. */
  #isForgetful = false;
  /** Of `gtid`, by place: the part that the place's primary has, and who has it too. */
  readonly #brought = new LazyMap<string, Written>();
  /** To be told to the client with its next answer. */
  #untold: string[] = [];

  get gtid(): string {
    return this.#gtid;
  }

  set gtid(set: string) {
    this.#gtid = set;
    this.#brought.clear();
  }

  /** Writes are remembered, or told. */
  get watchesWrites(): boolean {
    return this.mode !== 'off' || this.tracksGtids;
  }

  /** A read of a replica must see certain writes: not every replica will do. */
  get wantsFresh(): boolean {
    return this.mode !== 'off' || this.#gtid !== '';
  }

  /** @param gtids absent: mysqld has not said. */
  wrote(place: string, gtids: string | undefined): void {
    if (this.mode !== 'off') {
      const before = this.needed(place);
      // So many places are rather asked anew than remembered without bound.
      if (!this.#written.has(place) && this.#written.size >= PLACES_MAX) {
        this.#written.clear();
        this.#isForgetful = true;
      }
      this.#written.set(place, { gtids: joined(before, gtids), caughtUp: undefined });
    }
    if (this.tracksGtids && gtids !== undefined) this.#untold.push(gtids);
  }

  /** What must be on a replica before it may answer; undefined: nothing. */
  needed(place: string): Written | undefined {
    return this.#written.get(place) ?? (this.#isForgetful ? { gtids: undefined, caughtUp: undefined } : undefined);
  }

  /** What is remembered, as a text for a client that keeps its session itself. */
  get memory(): string {
    const places = [...this.#written].map(([place, { gtids }]): Remembered => [place, gtids ?? null]);
    const chars = places.reduce((sum, [, gtids]) => sum + (gtids?.length ?? 0), 0);
    const kept = chars <= MEMORY_CHARS_MAX ? places : places.map(([place]): Remembered => [place, null]);
    return JSON.stringify(this.#isForgetful ? [...kept, EVERYWHERE] : kept);
  }

  /** A text that is none of ours: everything may have been written. */
  set memory(text: string) {
    const places = readMemory(text);
    this.#written.clear();
    this.#isForgetful = places === undefined || places.length > PLACES_MAX + 1;
    if (this.#isForgetful) return;
    for (const [place, gtids] of places ?? []) {
      if (place === EVERYWHERE[0]) this.#isForgetful = true;
      else this.#written.set(place, { gtids: gtids ?? undefined, caughtUp: undefined });
    }
  }

  learned(place: string, gtids: string): void {
    const known = this.#written.get(place);
    if (known) this.#written.set(place, { ...known, gtids });
  }

  caughtUp(place: string, alias: string | undefined): void {
    const known = this.#written.get(place);
    if (known) known.caughtUp = alias;
  }

  brought(place: string): Written | undefined {
    return this.#brought.get(place);
  }

  bring(place: string, gtids: string, alias: string | undefined): void {
    if (this.#brought.size >= PLACES_MAX) this.#brought.clear();
    this.#brought.set(place, { gtids, caughtUp: alias });
  }

  /** GTIDs for the client, once. */
  takeUntold(): string {
    const told = this.#untold.join(',');
    if (told !== '') this.#untold = [];
    return told;
  }
}

function joined(before: Written | undefined, gtids: string | undefined): string | undefined {
  if (gtids === undefined || (before && before.gtids === undefined)) return undefined;
  const all = before?.gtids ? `${before.gtids},${gtids}` : gtids;
  return all.length > GTIDS_CHARS_MAX ? undefined : all;
}

function readMemory(text: string): readonly Remembered[] | undefined {
  try {
    const told: unknown = JSON.parse(text);
    return Array.isArray(told) && told.every(isRemembered) ? told : undefined;
  } catch {
    return undefined;
  }
}

function isRemembered(told: unknown): told is Remembered {
  if (!Array.isArray(told)) return false;
  const [place, gtids] = told as unknown[];
  return (
    typeof place === 'string' && (gtids === null || (typeof gtids === 'string' && gtids.length <= GTIDS_CHARS_MAX))
  );
}
