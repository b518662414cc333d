/** Parts of a stream's copy, under the names of Vitess's metrics. */
export type CopyPhase = 'catchup' | 'copy' | 'fastforward' | 'postCopyActions';
/** What became of a change of a row. `noop`: its row is behind what is copied so far, and comes with the copy. */
export type Applied = 'whole' | `${'noop' | 'partial'} ${'delete' | 'insert' | 'update'}`;
export type Timed = { count: number; ns: number };
export type CopiedTable = { rows: number; ns: number };

const NS_OF_MS = 1e6;

/** What one stream has done since this tablet runs it; or, where others are added up in it, what all have. */
export class StreamFigures {
  rowsCopied = 0;
  /** Changes of rows that came after the copy. */
  changes = 0;
  copyLoops = 0;
  /** Texts of changes that went to mysqld, by whether they ended a transaction. */
  readonly batches = { with_commit: 0, without_commit: 0 };
  /** When the source was last heard of, in seconds since 1970. */
  heartbeatAtS = 0;
  readonly phases = new Map<CopyPhase, Timed>();
  readonly tables = new Map<string, CopiedTable>();
  /** Inserts that have the rows of several changes. */
  mergedInserts = 0;
  /** Changes that were left out, and those of images that lack columns, by `noop insert` and its like. */
  readonly special = new Map<Applied, number>();
  readonly throttled = new Map<string, number>();
  readonly ddls = new Map<string, number>();
  readonly #sum: StreamFigures | undefined;

  /** @param sum also counts what is counted here */
  constructor(sum?: StreamFigures) {
    this.#sum = sum;
  }

  copied(table: string, rows: number): void {
    this.rowsCopied += rows;
    this.#table(table).rows += rows;
    this.#sum?.copied(table, rows);
  }

  /** A table's copy, or a part of it, took so long. */
  copyTook(table: string, ms: number): void {
    this.#table(table).ns += ms * NS_OF_MS;
    this.copyLoops++;
    this.took('copy', ms);
    if (this.#sum) this.#sum.copyLoops++;
  }

  took(phase: CopyPhase, ms: number): void {
    const found = this.phases.get(phase) ?? { count: 0, ns: 0 };
    found.count++;
    found.ns += ms * NS_OF_MS;
    this.phases.set(phase, found);
    this.#sum?.took(phase, ms);
  }

  applied(what: Applied): void {
    this.changes++;
    if (what !== 'whole') this.special.set(what, (this.special.get(what) ?? 0) + 1);
    this.#sum?.applied(what);
  }

  merged(): void {
    this.mergedInserts++;
    this.#sum?.merged();
  }

  sent(isCommit: boolean): void {
    this.batches[isCommit ? 'with_commit' : 'without_commit']++;
    this.#sum?.sent(isCommit);
  }

  heard(): void {
    this.heartbeatAtS = Math.floor(Date.now() / 1000);
  }

  heldBack(component: string): void {
    this.throttled.set(component, (this.throttled.get(component) ?? 0) + 1);
    this.#sum?.heldBack(component);
  }

  ddl(action: string): void {
    this.ddls.set(action, (this.ddls.get(action) ?? 0) + 1);
  }

  #table(name: string): CopiedTable {
    let table = this.tables.get(name);
    // The sum has no use for tables, whose names would only grow in number there.
    if (!table) {
      table = { rows: 0, ns: 0 };
      if (this.#sum) this.tables.set(name, table);
    }
    return table;
  }
}
