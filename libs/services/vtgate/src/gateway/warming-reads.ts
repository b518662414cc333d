import type { Gateway } from '@vt/discovery';
import type { QueryTarget, TabletRequest } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';

export type WarmingReadsOptions = {
  /** Of the primaries' reads, 0 to 100 (--warming-reads-percent). */
  readonly percent: number;
  /** Copies that run at one time; a read that comes while there are so many has none. */
  readonly copiesMax: number;
  /** How long one may take. */
  readonly timeoutMs: number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** Told of a replica that answered. */
  readonly onCopied: (keyspace: string) => void;
};

/** Reads that lock, that take numbers of a sequence, or that leave something behind. A word of these in a string only spares one copy. */
const notForReplicas = /\b(?:for|into|lock|next|procedure|\w*_lock|\w*_locks|sleep|benchmark)\b/i;

/** Copies a part of what primaries are asked to replicas, so that their caches hold what they need when one of them becomes primary. Nobody waits for the copies. */
export class WarmingReads {
  readonly #gateway: Pick<Gateway, 'execute'>;
  readonly #options: WarmingReadsOptions;
  #running = 0;

  constructor(gateway: Pick<Gateway, 'execute'>, options: WarmingReadsOptions) {
    this.#gateway = gateway;
    this.#options = options;
  }

  /** To be called when the read itself has been sent. */
  copy(request: TabletRequest): void {
    const { percent, copiesMax, random } = this.#options;
    if (percent <= 0 || !isPlainCall(request) || random() * 100 >= percent) return;
    if (this.#running >= copiesMax || !isRead(request.sql)) return;
    this.#running++;
    void this.#run(request).finally(() => {
      this.#running--;
    });
  }

  async #run(request: TabletRequest): Promise<void> {
    const { timeoutMs, onCopied } = this.#options;
    const copy: TabletRequest = {
      ...request,
      target: replicaOf(request.target),
      wantsDiagnostics: false,
      traceparent: undefined,
      timeoutMs: Math.min(timeoutMs, request.timeoutMs || timeoutMs),
    };
    try {
      await this.#gateway.execute(copy, nowhere(), { signal: AbortSignal.timeout(timeoutMs) });
      onCopied(copy.target.keyspace);
    } catch {
      // The replica may be away, late or full: then it stays as cold as it was.
    }
  }
}

/** A client's, outside of transactions, on a connection of the pool. */
function isPlainCall({ method, target, begin, reserve, transactionId, reservedId, options }: TabletRequest): boolean {
  if (method !== 'execute' || target.tabletType !== 'PRIMARY' || begin || reserve) return false;
  return transactionId === 0n && reservedId === 0n && options?.workload !== 'DBA';
}

const replicas = new WeakMap<QueryTarget, QueryTarget>();

/** The same object for the same target: it is sent by reference. */
function replicaOf(target: QueryTarget): QueryTarget {
  const known = replicas.get(target) ?? { ...target, tabletType: 'REPLICA' };
  replicas.set(target, known);
  return known;
}

const isRead = (sql: string): boolean => /^\s*select\b/i.test(sql) && !notForReplicas.test(sql);

const nowhere = (): ResultSink => ({
  columns: () => {},
  rows: () => true,
  end: () => {},
  error: () => {},
  onDrain: undefined,
});
