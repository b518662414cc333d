import {
  type CopyVersions,
  orAbsent,
  parseTabletAlias,
  type TabletChange,
  type TopoServer,
  tabletAliasString,
} from '@vt/topo';

type Alias = TabletChange['alias'];
/** What a copy is to become. */
type Due = { readonly save: NonNullable<TabletChange['tablet']> } | { readonly remove: Alias };

/**
 * Keeps the copies of tablet records in the global topology as the cells have them, for whoever must act while a cell's topology is away. Several may do so at once.
 */
export class CopyKeeper {
  readonly #topo: TopoServer;
  readonly #onProblem: (what: string, error: unknown) => void;
  /** By alias: one entry a tablet, the last that was seen of it. */
  readonly #due = new Map<string, Due>();
  readonly #whole = new Set<string>();
  #flushing: Promise<void> | undefined;

  constructor(topo: TopoServer, onProblem: (what: string, error: unknown) => void) {
    this.#topo = topo;
    this.#onProblem = onProblem;
  }

  /** Everything that a cell has; `before` are the copies as they were before that was read. */
  readWhole(cell: string, before: CopyVersions, changes: readonly TabletChange[]): void {
    const present = new Set(changes.map(({ alias }) => nameOf(alias)));
    for (const name of before.keys()) if (!present.has(name)) this.#due.set(name, { remove: parseTabletAlias(name) });
    this.#whole.add(cell);
    this.changed(changes);
  }

  changed(changes: readonly TabletChange[]): void {
    for (const { alias, tablet } of changes)
      this.#due.set(nameOf(alias), tablet ? { save: tablet } : { remove: alias });
  }

  /** Writes what is due; what fails stays due. */
  flush(signal: AbortSignal): Promise<void> {
    this.#flushing ??= this.#flush(signal).finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flush(signal: AbortSignal): Promise<void> {
    try {
      for (const [name, due] of this.#due) {
        if ('save' in due) await this.#topo.tabletCopies.save(due.save, { signal });
        else await this.#remove(due.remove, signal);
        // What came meanwhile is another entry.
        if (this.#due.get(name) === due) this.#due.delete(name);
      }
      for (const cell of this.#whole) {
        await this.#topo.tabletCopies.setWhole(cell, { signal });
        this.#whole.delete(cell);
      }
    } catch (error) {
      if (!signal.aborted) this.#onProblem('copies of tablet records', error);
    }
  }

  /** The record is looked at once more, after the copy's version: a tablet that has come back writes its copy after its record. */
  async #remove(alias: Alias, signal: AbortSignal): Promise<void> {
    const version = (await this.#topo.tabletCopies.versions(alias.cell, { signal })).get(nameOf(alias));
    if (version === undefined) return;
    if (await orAbsent(this.#topo.tablets.get(alias, { signal }))) return;
    await this.#topo.tabletCopies.remove(alias, version, { signal });
  }
}

const nameOf = (alias: Alias): string => tabletAliasString(alias);
