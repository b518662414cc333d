import type { CallSettle } from '@vt/discovery';
import type { TabletRequest } from '@vt/proto';
import type { Stats, TimingRecorder } from '@vt/servenv';

const LABELS = ['Operation', 'Keyspace', 'ShardName', 'DbType'];

type Recorders = Map<string, { readonly times: TimingRecorder; readonly labels: readonly string[] }>;

/** How long tablets took, and how often they failed, from the gate's side: `VttabletCall`. */
export class CallStats {
  readonly #times;
  readonly #errors;
  /** By target, which is the same object for the same shard mostly. */
  readonly #known = new WeakMap<object, Recorders>();

  constructor(stats: Stats) {
    this.#times = stats.timings('VttabletCall', 'calls of tablets', ...LABELS);
    this.#errors = stats.countersWithLabels('VttabletCallErrorCount', 'calls of tablets that failed', LABELS);
  }

  note(request: TabletRequest, sinceMs: number, failed: boolean): void {
    const elapsedMs = performance.now() - sinceMs;
    const { times, labels } = this.#of(request);
    times.record(elapsedMs);
    if (failed) this.#errors.add(labels);
  }

  /** The same, for a call without a promise. */
  noted(request: TabletRequest, settle: CallSettle): CallSettle {
    const sinceMs = performance.now();
    return {
      resolve: (state) => {
        this.note(request, sinceMs, false);
        settle.resolve(state);
      },
      reject: (error) => {
        this.note(request, sinceMs, true);
        settle.reject(error);
      },
    };
  }

  #of(request: TabletRequest) {
    const { target } = request;
    let known = this.#known.get(target);
    if (!known) this.#known.set(target, (known = new Map()));
    const operation = operationOf(request);
    const found = known.get(operation);
    if (found) return found;
    const labels = [operation, target.keyspace, target.shard, target.tabletType.toLowerCase()];
    const made = { times: this.#times.recorder(labels), labels };
    known.set(operation, made);
    return made;
  }
}

/** As Vitess names its calls. */
function operationOf({ method, stream, begin, reserve }: TabletRequest): string {
  if (method !== 'execute') return `${method[0]?.toUpperCase() ?? ''}${method.slice(1)}`;
  const before = reserve ? (begin ? 'ReserveBegin' : 'Reserve') : begin ? 'Begin' : '';
  return `${before}${stream ? 'Stream' : ''}Execute`;
}
