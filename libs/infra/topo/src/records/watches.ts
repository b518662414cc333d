import type { Message, MessageName } from '@vt/proto';
import { parseTabletAlias } from '../alias.ts';
import type { TopoChange, TopoConn, WatchOptions } from '../conn/conn.ts';
import type { TopoError } from '../errors.ts';
import { isTopoError } from '../errors.ts';
import { sleep } from '../kv/abort.ts';
import type { CellConnections } from '../server/cell-connections.ts';
import { paths } from './paths.ts';
import { type RecordKind, records } from './record.ts';

export type RecordWatchOptions = WatchOptions & {
  /** A stored value that cannot be read; the watch goes on, and what was yielded before stays. */
  readonly onBadRecord?: (error: TopoError) => void;
};

/** A tablet's record after a change; undefined: deleted. */
export type TabletChange = {
  readonly alias: { readonly cell: string; readonly uid: number };
  readonly tablet: Message<'topodata.Tablet'> | undefined;
};

/**
 * Records as they change. Each iteration starts with the present state (undefined: absent), survives everything that the
 * topology may go through, and ends when its signal is aborted.
 */
export class Watches {
  readonly #conns: CellConnections;
  readonly #global: TopoConn;

  constructor(conns: CellConnections, global: TopoConn) {
    this.#conns = conns;
    this.#global = global;
  }

  shard(
    keyspace: string,
    shard: string,
    options: RecordWatchOptions,
  ): AsyncIterable<Message<'topodata.Shard'> | undefined> {
    return watchRecord(this.#global, records.shard, paths.shard(keyspace, shard), options);
  }

  srvKeyspace(
    cell: string,
    keyspace: string,
    options: RecordWatchOptions,
  ): AsyncIterable<Message<'topodata.SrvKeyspace'> | undefined> {
    return this.#inCell(cell, options, (conn) =>
      watchRecord(conn, records.srvKeyspace, paths.srvKeyspace(keyspace), options),
    );
  }

  srvVSchema(cell: string, options: RecordWatchOptions): AsyncIterable<Message<'vschema.SrvVSchema'> | undefined> {
    return this.#inCell(cell, options, (conn) => watchRecord(conn, records.srvVSchema, paths.srvVSchema, options));
  }

  /** All tablets of a cell: first those that are there, then changes. */
  tablets(cell: string, options: RecordWatchOptions): AsyncIterable<readonly TabletChange[]> {
    const known = new Set<string>();
    return this.#inCell(cell, options, (conn) => watchTablets(conn, known, options));
  }

  /** Waits for the cell to be known, which with the global topology away may take its time; goes on at another server where it moves there. */
  async *#inCell<T>(
    cell: string,
    options: RecordWatchOptions,
    watch: (conn: TopoConn) => AsyncIterable<T>,
  ): AsyncGenerator<T, void> {
    while (!options.signal.aborted) {
      try {
        const conn = await this.#conns.get(cell, { signal: options.signal });
        yield* watch(conn);
        if (this.#conns.isClosed) return;
      } catch (err) {
        if (options.signal.aborted) return;
        options.onState?.({ connected: false, error: err as Error });
      }
      await sleep(CELL_RETRY_MS, options.signal, cell).catch(() => {});
    }
  }
}

const CELL_RETRY_MS = 500;

async function* watchRecord<N extends MessageName>(
  conn: TopoConn,
  kind: RecordKind<N>,
  path: string,
  options: RecordWatchOptions,
): AsyncGenerator<Message<N> | undefined, void> {
  for await (const change of conn.watch(path, options)) {
    const parsed = parse(kind, change, options);
    if (parsed !== 'bad') yield parsed;
  }
}

/** @param known names of those that were told to be there; of an earlier connection they may be gone */
async function* watchTablets(
  conn: TopoConn,
  known: Set<string>,
  options: RecordWatchOptions,
): AsyncGenerator<readonly TabletChange[], void> {
  const pattern = new RegExp(`^${paths.tablets}/([^/]+)/Tablet$`);
  let before = new Set(known);
  for await (const changes of conn.watchRecursive(paths.tablets, options)) {
    const batch: TabletChange[] = [];
    for (const change of changes) {
      const name = pattern.exec(change.path)?.[1];
      const tablet = name === undefined ? 'bad' : parse(records.tablet, change, options);
      if (name === undefined) continue;
      before.delete(name);
      if (tablet === 'bad') continue;
      if (tablet === undefined) known.delete(name);
      else known.add(name);
      batch.push({ alias: parseTabletAlias(name), tablet });
    }
    for (const name of before) {
      known.delete(name);
      batch.push({ alias: parseTabletAlias(name), tablet: undefined });
    }
    before = new Set();
    yield batch;
  }
}

function parse<N extends MessageName>(
  kind: RecordKind<N>,
  change: TopoChange,
  options: RecordWatchOptions,
): Message<N> | undefined | 'bad' {
  if (change.contents === undefined) return undefined;
  try {
    return kind.parse(change.path, { contents: change.contents, version: change.version }).value;
  } catch (err) {
    if (!isTopoError(err)) throw err;
    options.onBadRecord?.(err);
    return 'bad';
  }
}
