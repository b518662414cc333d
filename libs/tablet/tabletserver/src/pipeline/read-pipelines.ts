import type { VtError } from '@vt/base';
import type { ConnectionPool, ConnectionSettings, ConnectionTaker, MysqlConnection, PooledConnection } from '@vt/mysql';
import { PipelineDepth } from './pipeline-depth.ts';

/** A read that may be sent over one connection together with others. */
export interface PipelinedRead extends ConnectionTaker {
  readonly user: string;
  readonly settings: ConnectionSettings | undefined;
  /** It waits in this pipeline for a connection. */
  waitsIn(pipeline: Pick<Pipeline, 'leave'>): void;
}

type Waiting = { readonly read: PipelinedRead; readonly pool: ConnectionPool };

export type PipelineOptions = {
  /** How many reads may follow each other on one connection; 1: none does. */
  readonly depthMax: number;
  /** Connections in use from which on they do. */
  readonly from: number;
  /** Told of each pipeline with more than one read. */
  readonly observe: (reads: number) => void;
  /** Ends a connection, on mysqld too, on which something still runs that nobody waits for. */
  readonly abandon: (connection: MysqlConnection) => void;
};

/**
 * Sends reads that mysqld answers at once over few connections, several together in one write: the system call that wakes a
 * thread of mysqld costs more than the read itself. That is for when as many connections are in use as the machine has
 * processors: those that arrive in one turn of the event loop follow each other then.
 *
 * INVARIANT: only reads that may be run a second time. One that stands behind another which takes its time steps aside and is
 * run elsewhere (see Execution).
 */
export class ReadPipelines {
  readonly #depth: PipelineDepth;
  readonly #options: PipelineOptions;
  #waiting: Waiting[] = [];

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#depth = new PipelineDepth(options.depthMax);
  }

  /** A connection of its own serves a read better while the machine has processors to spare for it. */
  hasWorkFor({ inUse }: Pick<ConnectionPool, 'inUse'>): boolean {
    return this.#depth.max > 1 && inUse >= this.#options.from;
  }

  add(read: PipelinedRead, pool: ConnectionPool): void {
    if (this.#waiting.push({ read, pool }) === 1) process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    const [first] = waiting;
    if (!first) return;
    if (waiting.every((other) => isAlike(other, first))) return this.#shareOut(waiting, first);
    for (const alike of groups(waiting)) this.#shareOut(alike, alike[0] as Waiting);
  };

  #shareOut(waiting: readonly Waiting[], { read: { user, settings }, pool }: Waiting): void {
    const count = Math.ceil(waiting.length / this.#depth.now);
    const each = Math.ceil(waiting.length / count);
    for (let at = 0; at < waiting.length; at += each) {
      const reads = waiting.slice(at, at + each).map(({ read }) => read);
      new Pipeline(reads, this.#depth, this.#options).start(pool, user, settings);
    }
  }
}

function isAlike(a: Waiting, b: Waiting): boolean {
  return a.pool === b.pool && a.read.user === b.read.user && a.read.settings?.key === b.read.settings?.key;
}

function groups(waiting: readonly Waiting[]): Waiting[][] {
  const found: Waiting[][] = [];
  for (const one of waiting) {
    const group = found.find(([first]) => first && isAlike(one, first));
    if (group) group.push(one);
    else found.push([one]);
  }
  return found;
}

/** Reads that share one connection, or wait for one. */
class Pipeline implements ConnectionTaker {
  #reads: PipelinedRead[];
  readonly #depth: PipelineDepth;
  readonly #options: PipelineOptions;
  #pool: ConnectionPool | undefined;

  constructor(reads: PipelinedRead[], depth: PipelineDepth, options: PipelineOptions) {
    this.#reads = reads;
    this.#depth = depth;
    this.#options = options;
  }

  start(pool: ConnectionPool, user: string, settings: ConnectionSettings | undefined): void {
    const lease = pool.take(this, user, settings);
    if (lease) return this.connected(lease);
    this.#pool = pool;
    for (const read of this.#reads) read.waitsIn(this);
  }

  /** Takes out a read that waits for the connection; false when it does not wait any more. */
  leave(read: PipelinedRead): boolean {
    const at = this.#reads.indexOf(read);
    if (at < 0) return false;
    this.#reads.splice(at, 1);
    // Should its connection be under way by now, it comes to nobody and is given back.
    if (this.#reads.length === 0) this.#pool?.leave(this);
    return true;
  }

  connected(lease: PooledConnection): void {
    const reads = this.#take();
    const [first] = reads;
    if (!first) return lease.release();
    if (reads.length === 1) return first.connected(lease);
    this.#options.observe(reads.length);
    const shared = new SharedLease(lease, reads.length, this.#depth, this.#options);
    lease.connection.together(() => {
      for (const read of reads) read.connected(shared);
    });
  }

  refused(error: VtError): void {
    for (const read of this.#take()) read.refused(error);
  }

  #take(): readonly PipelinedRead[] {
    const reads = this.#reads;
    this.#reads = [];
    return reads;
  }
}

/** One connection in several hands: the last one gives its place back. */
class SharedLease implements PooledConnection {
  readonly connection: MysqlConnection;
  readonly #lease: PooledConnection;
  readonly #depth: PipelineDepth;
  readonly #options: PipelineOptions;
  readonly #reads: number;
  #firstAtMs = 0;
  #left: number;
  #isSpoiled = false;

  constructor(lease: PooledConnection, reads: number, depth: PipelineDepth, options: PipelineOptions) {
    this.connection = lease.connection;
    this.#lease = lease;
    this.#depth = depth;
    this.#options = options;
    this.#reads = reads;
    this.#left = reads;
  }

  /** What was cancelled or stepped aside may still be in flight when the last one has its answer. */
  release(): void {
    if (--this.#left === this.#reads - 1) this.#firstAtMs = performance.now();
    if (this.#left > 0) return;
    this.#depth.followed((performance.now() - this.#firstAtMs) / (this.#reads - 1));
    if (!this.connection.isIdle && !this.connection.isClosed) this.#options.abandon(this.connection);
    if (this.#isSpoiled) this.#lease.discard();
    else this.#lease.release();
  }

  discard(): void {
    this.#isSpoiled = true;
    this.release();
  }
}
