import { setTimeout as sleep } from 'node:timers/promises';
import { decode } from '@vt/proto';
import { paths, type TopoConn, type TopoServer } from '@vt/topo';
import type { ServingKeyspaces } from './serving-graph.ts';
import type { VSchemaHolder } from './vschema-holder.ts';

const RETRY_MS = 1_000;

export type WatchTargets = {
  readonly serving: ServingKeyspaces;
  readonly vschema: VSchemaHolder;
  readonly onProblem: (what: string, error: unknown) => void;
};

/**
 * Follows the cell's SrvVSchema and SrvKeyspace records until the signal aborts. What was read last stays in force while the topology is
 * away. Resolves when both have been read once.
 */
export async function watchTopology(
  topo: TopoServer,
  cell: string,
  targets: WatchTargets,
  signal: AbortSignal,
): Promise<void> {
  const first = [gate(), gate()] as const;
  void forever('SrvVSchema', topo, cell, targets, signal, (conn) => watchVSchema(conn, targets, signal, first[0].open));
  void forever('SrvKeyspace', topo, cell, targets, signal, (conn) =>
    watchKeyspaces(conn, targets, signal, first[1].open),
  );
  await Promise.race([Promise.all(first.map(({ opened }) => opened)), aborted(signal)]);
}

/** A watch goes on by itself; what ends it all the same (a record that cannot be read, a cell that is not there yet) is tried again. */
async function forever(
  what: string,
  topo: TopoServer,
  cell: string,
  targets: WatchTargets,
  signal: AbortSignal,
  watch: (conn: TopoConn) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await watch(await topo.cellConn(cell, { signal }));
    } catch (error) {
      if (!signal.aborted) targets.onProblem(what, error);
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

async function watchVSchema(
  conn: TopoConn,
  { vschema }: WatchTargets,
  signal: AbortSignal,
  ready: () => void,
): Promise<void> {
  for await (const { contents } of conn.watch(paths.srvVSchema, { signal })) {
    if (contents) vschema.setDocument(decode('vschema.SrvVSchema', contents));
    ready();
  }
}

async function watchKeyspaces(
  conn: TopoConn,
  { serving, vschema, onProblem }: WatchTargets,
  signal: AbortSignal,
  ready: () => void,
): Promise<void> {
  for await (const changes of conn.watchRecursive('keyspaces', { signal })) {
    for (const { path, contents } of changes) {
      const [, keyspace, file] = path.split('/');
      if (file !== 'SrvKeyspace' || keyspace === undefined) continue;
      try {
        serving.update(keyspace, contents && decode('topodata.SrvKeyspace', contents));
      } catch (error) {
        onProblem(path, error);
      }
    }
    vschema.invalidate();
    ready();
  }
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
