import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@vt/proto';
import { decode } from '@vt/proto';
import { compareTimes, type Durability, durabilityPolicy } from '@vt/reparent';
import {
  type CopyVersions,
  GLOBAL_CELL,
  type Shard,
  type Tablet,
  type TabletChange,
  type TopoServer,
  tabletAliasString,
} from '@vt/topo';
import { CopyKeeper } from './copy-keeper.ts';
import { type Observed, type ShardView, unasked } from './observed.ts';

type Owner = { readonly keyspace: Message<'topodata.Keyspace'>; readonly durability: Durability };

export type ClusterViewOptions = {
  readonly topo: TopoServer;
  /** Empty: all. */
  readonly cells: readonly string[];
  readonly clusters: readonly string[];
  readonly refreshMs: number;
  readonly onProblem: (what: string, error: unknown) => void;
  /** The records of this shard, or of its tablets, changed. */
  readonly onChange: (keyspace: string, shard: string) => void;
  readonly onTablets: (tablets: readonly Tablet[]) => void;
};

const RETRY_MS = 1_000;

/** The cluster's shape as the topology has it, followed as it changes, and what each tablet last said. */
export class ClusterView {
  readonly #options: ClusterViewOptions;
  /** INVARIANT: without those whose record, or durability policy, nobody here understands: nothing is repaired there. */
  readonly #keyspaces = new Map<string, Owner>();
  /** By `keyspace/shard`. */
  readonly #shards = new Map<string, Shard>();
  readonly #observed = new Map<string, Observed>();
  readonly #watched = new Set<string>();
  /** Cells whose tablets were read, however long ago and by whomever. */
  readonly #read = new Set<string>();
  readonly #copies: CopyKeeper;
  #areCellsListed = false;

  constructor(options: ClusterViewOptions) {
    this.#options = options;
    this.#copies = new CopyKeeper(options.topo, options.onProblem);
  }

  /** Follows the topology until the signal aborts. */
  run(signal: AbortSignal): void {
    void this.#forever('keyspaces', signal, () => this.#watchKeyspaces(signal));
    void this.#forever('cells', signal, async () => {
      for (const cell of await this.#cells(signal)) this.#watchCell(cell, signal);
      this.#areCellsListed = true;
      await this.#copies.flush(signal);
    });
  }

  shards(): readonly ShardView[] {
    return [...this.#shards.keys()].flatMap((key) => this.shard(key) ?? []);
  }

  /**
   * Undefined for one that is not watched, as those of a SNAPSHOT keyspace: they have no primary, and are to have none.
   * @param key `keyspace/shard`
   */
  shard(key: string): ShardView | undefined {
    const record = this.#shards.get(key);
    const slash = key.indexOf('/');
    const [keyspace, shard] = [key.slice(0, slash), key.slice(slash + 1)];
    const owner = this.#keyspaces.get(keyspace);
    if (!record || !owner || owner.keyspace.keyspace_type === 'SNAPSHOT' || !this.#isWanted(key)) return undefined;
    const tablets = [...this.#observed.values()].filter(
      (o) => o.tablet.keyspace === keyspace && o.tablet.shard === shard,
    );
    return {
      keyspace,
      shard,
      record,
      durability: owner.durability,
      isEmergencyReparentDisabled: Boolean(
        owner.keyspace.vtorc_state?.disable_emergency_reparent || record.vtorc_state?.disable_emergency_reparent,
      ),
      isPrimaryCellRead: this.#isRead(record.primary_alias?.cell),
      tablets: tablets.sort((a, b) => (a.alias < b.alias ? -1 : 1)),
    };
  }

  tablets(): readonly Observed[] {
    return [...this.#observed.values()];
  }

  observed(alias: string): Observed | undefined {
    return this.#observed.get(alias);
  }

  /** What a cell had of a shard when its topology last answered; undefined: it never did, and nobody else has kept it. */
  lastKnown(cell: string, keyspace: string, shard: string): readonly Tablet[] | undefined {
    if (!this.#read.has(cell)) return undefined;
    const all = [...this.#observed.values()].map(({ tablet }) => tablet);
    return all.filter((t) => t.alias?.cell === cell && t.keyspace === keyspace && t.shard === shard);
  }

  /** Changes what is known of a tablet that is still there. */
  update(alias: string, change: (before: Observed) => Observed): void {
    const before = this.#observed.get(alias);
    if (before) this.#observed.set(alias, change(before));
  }

  #isWanted(key: string): boolean {
    const { clusters } = this.#options;
    return clusters.length === 0 || clusters.includes(key.split('/')[0] ?? '') || clusters.includes(key);
  }

  /** Of a cell that is no more, nothing is left to be read. */
  #isRead(cell: string | undefined): boolean {
    if (cell === undefined || this.#read.has(cell)) return true;
    return this.#options.cells.length === 0 && this.#areCellsListed && !this.#watched.has(cell);
  }

  async #cells(signal: AbortSignal): Promise<readonly string[]> {
    const { cells, topo } = this.#options;
    return cells.length > 0 ? cells : await topo.cells.names({ signal });
  }

  async #forever(what: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) this.#options.onProblem(what, error);
      });
      await delay(what === 'cells' ? this.#options.refreshMs : RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #watchKeyspaces(signal: AbortSignal): Promise<void> {
    const conn = await this.#options.topo.cellConn(GLOBAL_CELL, { signal });
    for await (const changes of conn.watchRecursive('keyspaces', { signal })) {
      for (const { path, contents } of changes) {
        try {
          this.#recordChanged(path, contents);
        } catch (error) {
          // One that nobody understands keeps none of the others from being seen.
          this.#options.onProblem(path, error);
        }
      }
    }
  }

  #recordChanged(path: string, contents: Buffer | undefined): void {
    const [, keyspace = '', kind, shard = '', file] = path.split('/');
    if (kind === 'Keyspace') {
      this.#keyspaces.delete(keyspace);
      if (contents) this.#keyspaces.set(keyspace, ownerOf(contents));
    }
    if (kind !== 'shards' || file !== 'Shard') return;
    const key = `${keyspace}/${shard}`;
    if (contents) this.#shards.set(key, decode('topodata.Shard', contents));
    else this.#shards.delete(key);
    this.#options.onChange(keyspace, shard);
  }

  #watchCell(cell: string, signal: AbortSignal): void {
    if (this.#watched.has(cell)) return;
    this.#watched.add(cell);
    const { topo, onProblem } = this.#options;
    void this.#forever(`tablets of ${cell}`, signal, async () => {
      const onBadRecord = (error: Error) => onProblem(cell, error);
      let copies: CopyVersions | undefined = await this.#beginWithCopies(cell, signal);
      for await (const changes of topo.watches.tablets(cell, { signal, onBadRecord })) {
        if (copies) this.#leaveOthersOut(cell, changes);
        for (const { alias, tablet } of changes) this.#tabletChanged(tabletAliasString(alias), tablet);
        if (copies) this.#copies.readWhole(cell, copies, changes);
        else this.#copies.changed(changes);
        copies = undefined;
        this.#read.add(cell);
        void this.#copies.flush(signal);
        this.#options.onTablets([...this.#observed.values()].map((o) => o.tablet));
      }
    });
  }

  /** Until the cell's own topology answers stands what the global one knows of its tablets. */
  async #beginWithCopies(cell: string, signal: AbortSignal): Promise<CopyVersions> {
    const { topo, onTablets } = this.#options;
    const versions = await topo.tabletCopies.versions(cell, { signal });
    const known = this.#read.has(cell) ? undefined : await topo.tabletCopies.inCell(cell, { signal });
    if (!known) return versions;
    for (const tablet of known) if (tablet.alias) this.#tabletChanged(tabletAliasString(tablet.alias), tablet);
    this.#read.add(cell);
    onTablets(this.tablets().map((o) => o.tablet));
    return versions;
  }

  #leaveOthersOut(cell: string, present: readonly TabletChange[]): void {
    const names = new Set(present.map(({ alias }) => tabletAliasString(alias)));
    for (const { alias, tablet } of this.tablets()) {
      if (tablet.alias?.cell === cell && !names.has(alias)) this.#tabletChanged(alias, undefined);
    }
  }

  #tabletChanged(alias: string, tablet: Tablet | undefined): void {
    const before = this.#observed.get(alias);
    if (!tablet) this.#observed.delete(alias);
    else if (before && compareTimes(before.tablet.tablet_start_time, tablet.tablet_start_time) === 0) {
      this.#observed.set(alias, { ...before, tablet });
    } else this.#observed.set(alias, unasked(alias, tablet));
    const { keyspace, shard } = tablet ?? (before as Observed).tablet;
    this.#options.onChange(keyspace, shard);
  }
}

function ownerOf(contents: Buffer): Owner {
  const keyspace = decode('topodata.Keyspace', contents);
  return { keyspace, durability: durabilityPolicy(keyspace.durability_policy) };
}
