import { VtError } from '@vt/base';
import type { VindexUse } from '@vt/plan';
import {
  createLookup,
  deleteLookup,
  hasEntry,
  type LookupOwner,
  type LookupRow,
  type LookupVindex,
  type MadeEntries,
  takeBackLookup,
  updateLookup,
} from '@vt/vschema';
import type { ExecutionContext } from '../context.ts';
import { namingKey } from './duplicate-entry.ts';

/** A vindex whose table is kept for the rows of the statement's table. */
export type OwnedVindex = {
  readonly vindex: VindexUse;
  readonly columns: readonly string[];
  /** The table's unique key of just these columns. */
  readonly key?: string | undefined;
};

export type Owner = { readonly keyspace: string; readonly table: string };

/** Keeps one owned vindex while a statement runs. */
export class LookupKeeper {
  readonly vindex: LookupVindex;
  readonly #owner: LookupOwner;
  readonly #key: string | undefined;
  readonly #ctx: ExecutionContext;
  readonly #made: MadeEntries = new Set();

  constructor({ vindex: use, columns, key }: OwnedVindex, owner: Owner, ctx: ExecutionContext) {
    const vindex = ctx.vindex(use.keyspace, use.name);
    if (vindex.kind !== 'lookup') throw VtError.of('VT13001', `vindex '${use.name}' has no table`);
    this.vindex = vindex;
    this.#owner = { ...owner, columns };
    this.#key = vindex.unique ? key : undefined;
    this.#ctx = ctx;
  }

  create(rows: readonly LookupRow[], ignore = false): Promise<void> {
    return namingKey(this.#owner.table, this.#key, () =>
      createLookup(this.vindex, rows, ignore, this.#owner, this.#ctx.lookups, this.#made),
    );
  }

  remove(rows: readonly LookupRow[]): Promise<void> {
    return deleteLookup(this.vindex, rows, this.#ctx.lookups);
  }

  /** Removes what `create` made for a row that did not come. */
  takeBack(row: LookupRow): Promise<void> {
    return takeBackLookup(this.vindex, row, this.#ctx.lookups, this.#made);
  }

  change(before: LookupRow, after: LookupRow): Promise<void> {
    return namingKey(this.#owner.table, this.#key, () =>
      updateLookup(this.vindex, before, after, this.#owner, this.#ctx.lookups, this.#made),
    );
  }

  /** Whether the table has this row. */
  has(row: LookupRow): Promise<boolean> {
    return hasEntry(this.vindex, row, this.#ctx.lookups);
  }
}
