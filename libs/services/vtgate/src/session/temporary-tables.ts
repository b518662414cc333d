import { VtError } from '@vt/base';
import type { Table, VSchema } from '@vt/vschema';

/** Where a session's temporary tables of a keyspace are: on one shard, which the keyspace id is of. */
export type TemporaryHome = { readonly shard: string; readonly keyspaceId: Uint8Array };

const TABLES_MAX = 1_000;

/**
 * The temporary tables that a session has made. They live on the connection on which they were made, so each keyspace has one shard for all of them, and the
 * session keeps its connection there. In a keyspace of several shards the planner must know of them: as tables that are pinned to that shard.
 */
export class TemporaryTables {
  readonly #homes = new Map<string, TemporaryHome>();
  readonly #tables = new Map<string, Map<string, Table>>();
  #over: { readonly base: VSchema; readonly vschema: VSchema } | undefined;

  homeOf(keyspace: string): TemporaryHome | undefined {
    return this.#homes.get(keyspace);
  }

  settle(keyspace: string, home: TemporaryHome): void {
    this.#homes.set(keyspace, home);
  }

  /** Whether the session must keep its connection to a shard. */
  isHome({ keyspace, shard }: { readonly keyspace: string; readonly shard: string }): boolean {
    return this.#homes.get(keyspace)?.shard === shard;
  }

  /** Its connection there is gone. */
  leave(keyspace: string): void {
    this.#homes.delete(keyspace);
    this.#tables.delete(keyspace);
    this.#over = undefined;
  }

  get isEmpty(): boolean {
    return this.#homes.size === 0;
  }

  has(keyspace: string, name: string): boolean {
    return this.#tables.get(keyspace)?.has(name) ?? false;
  }

  columnsOf(keyspace: string, name: string): readonly string[] {
    return (this.#tables.get(keyspace)?.get(name)?.columns ?? []).map((column) => column.name);
  }

  /** @throws RESOURCE_EXHAUSTED: the session has too many. */
  add(table: Table): void {
    const tables = this.#tables.get(table.keyspace) ?? new Map<string, Table>();
    if (tables.size >= TABLES_MAX)
      throw new VtError({ code: 'RESOURCE_EXHAUSTED', message: `more than ${TABLES_MAX} temporary tables` });
    this.#tables.set(table.keyspace, tables.set(table.name, table));
    this.#over = undefined;
  }

  remove(keyspace: string, name: string): void {
    this.#tables.get(keyspace)?.delete(name);
    this.#over = undefined;
  }

  /** A VSchema as this session sees it: a temporary table hides another one of its name. */
  over(base: VSchema): VSchema {
    if (this.#over?.base === base) return this.#over.vschema;
    const keyspaces = new Map(base.keyspaces);
    for (const [name, own] of this.#tables) {
      const keyspace = base.keyspaces.get(name);
      if (keyspace && own.size > 0) keyspaces.set(name, { ...keyspace, tables: new Map([...keyspace.tables, ...own]) });
    }
    const vschema = { ...base, keyspaces };
    this.#over = { base, vschema };
    return vschema;
  }
}
