import { status } from '@grpc/grpc-js';
import type { Engine } from '../engine.ts';
import type { Limits } from '../limits.ts';
import { EtcdError } from '../rpc/etcd-error.ts';
import { type WatchCall, WatchStream } from './watch-stream.ts';

const TICK_MS = 1000;

/** All open watch streams. */
export class WatchHub {
  readonly #engine: Engine;
  readonly #limits: Limits;
  readonly #streams = new Map<WatchCall, WatchStream>();
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #told: number;

  constructor(engine: Engine, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
    this.#told = engine.durableRevision;
    this.#unsubscribe = engine.onDurable((revision) => this.#advance(revision));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  get watcherCount(): number {
    let count = 0;
    for (const stream of this.#streams.values()) count += stream.watcherCount;
    return count;
  }

  open(call: WatchCall): void {
    if (this.#streams.size >= this.#limits.watchStreamsMax) {
      call.emit('error', new EtcdError('tooManyRequests'));
      return;
    }
    this.#streams.set(call, new WatchStream(call, this.#engine, this.#limits));
    call.on('end', () => {
      this.#streams.delete(call);
      call.end();
    });
    for (const event of ['cancelled', 'error', 'close']) call.on(event, () => this.#streams.delete(call));
  }

  /** Ends every stream; its client will look for another server, or for this one again. */
  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const call of this.#streams.keys())
      call.emit('error', { code: status.UNAVAILABLE, details: 'etcdserver: server stopped' });
    this.#streams.clear();
  }

  #advance(revision: number): void {
    const from = this.#told + 1;
    this.#told = revision;
    for (const stream of this.#streams.values()) stream.advance(from, revision);
  }

  #tick(): void {
    const nowMs = this.#engine.nowMs;
    for (const stream of this.#streams.values()) stream.tick(nowMs);
  }
}
