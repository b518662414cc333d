import type { TopoConn } from './conn.ts';

/** Told of each call of a topology server when it is over. @param operation as Vitess names it: `Get`, `ListDir`, … */
export type OnTopoCall = (operation: string, cell: string, elapsedMs: number, failed: boolean) => void;

/** A connection whose calls somebody watches. Watches and elections have no end to measure, and are not told of. */
export function observedConn(conn: TopoConn, cell: string, onCall: OnTopoCall): TopoConn {
  const timed = async <T>(operation: string, call: Promise<T>): Promise<T> => {
    const startMs = performance.now();
    let failed = true;
    try {
      const result = await call;
      failed = false;
      return result;
    } finally {
      onCall(operation, cell, performance.now() - startMs, failed);
    }
  };
  return {
    get: (path, options) => timed('Get', conn.get(path, options)),
    list: (prefix, options) => timed('List', conn.list(prefix, options)),
    listDir: (dir, options) => timed('ListDir', conn.listDir(dir, options)),
    create: (path, contents, options) => timed('Create', conn.create(path, contents, options)),
    update: (path, contents, version, options) => timed('Update', conn.update(path, contents, version, options)),
    delete: (path, version, options) => timed('Delete', conn.delete(path, version, options)),
    txn: (ops, options) => timed('Txn', conn.txn(ops, options)),
    lock: (dir, options) => timed('Lock', conn.lock(dir, options)),
    tryLock: (dir, options) => timed('TryLock', conn.tryLock(dir, options)),
    lockName: (name, options) => timed('LockName', conn.lockName(name, options)),
    watch: (path, options) => conn.watch(path, options),
    watchRecursive: (dir, options) => conn.watchRecursive(dir, options),
    elect: (name, id) => conn.elect(name, id),
    close: () => conn.close(),
  };
}
