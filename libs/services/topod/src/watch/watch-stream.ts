import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Engine } from '../engine.ts';
import type { Limits } from '../limits.ts';
import type { WatchCreateRequest, WatchEvent, WatchRequest, WatchResponse } from '../rpc/messages.ts';
import { headerOf } from '../rpc/wire.ts';
import { eventBytes, Watcher } from './watcher.ts';

export type WatchCall = ServerDuplexStream<WatchRequest, WatchResponse>;

/** etcd's mark for "no watcher" in answers. */
const NO_WATCHER = '-1';

/**
 * One client's stream of watchers. Back-pressure: events are not queued per watcher; a watcher remembers how far it got and reads
 * on from the store's history when the client takes more. If history was compacted meanwhile the watcher is cancelled with the
 * revision it must start over from.
 */
export class WatchStream {
  readonly #call: WatchCall;
  readonly #engine: Engine;
  readonly #limits: Limits;
  readonly #watchers = new Map<bigint, Watcher>();
  #nextId = 0n;
  #writable = true;
  #pumpScheduled = false;
  #progressAsked = false;
  #quietSince: number;

  constructor(call: WatchCall, engine: Engine, limits: Limits) {
    this.#call = call;
    this.#engine = engine;
    this.#limits = limits;
    this.#quietSince = engine.nowMs;
    call.on('data', (request: WatchRequest) => this.#handle(request));
    call.on('drain', () => {
      this.#writable = true;
      call.resume();
      this.#pump();
    });
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** `revision` and all before it are on disk; tells watchers that care about any of `from`..`revision`. */
  advance(from: number, revision: number): void {
    const { store } = this.#engine.state;
    for (const watcher of this.#watchers.values()) {
      if (watcher.behind) continue;
      for (let at = Math.max(from, watcher.nextRevision); at <= revision; at++) {
        // What is compacted already counts as wanted: catching up will find that it cannot, and say so.
        if (at >= store.compactRevision && !store.commit(at).some((version) => watcher.wants(version))) continue;
        watcher.nextRevision = at;
        watcher.behind = true;
        this.#schedulePump();
        break;
      }
    }
  }

  /** Told regularly; sends progress to those who asked for it and have heard nothing for an interval. */
  tick(nowMs: number): void {
    if (nowMs - this.#quietSince < this.#limits.progressIntervalMs || !this.#writable) return;
    for (const watcher of this.#watchers.values()) {
      if (watcher.progressNotify && !watcher.behind) this.#send({ watch_id: String(watcher.id) });
    }
  }

  #handle(request: WatchRequest): void {
    if (request.create_request) this.#create(request.create_request);
    else if (request.cancel_request) this.#cancel(BigInt(request.cancel_request.watch_id));
    else if (request.progress_request) {
      this.#progressAsked = true;
      this.#schedulePump();
    }
  }

  #create(request: WatchCreateRequest): void {
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      this.#send({ watch_id: NO_WATCHER, created: true, canceled: true, cancel_reason: refusal });
      return;
    }
    const wanted = BigInt(request.watch_id);
    const id = wanted === 0n ? this.#freeId() : wanted;
    const now = this.#engine.durableRevision;
    const start = Number(request.start_revision);
    const next = start > 0 ? start : now + 1;
    const watcher = new Watcher(id, request, next, next <= now);
    this.#watchers.set(id, watcher);
    this.#send({ watch_id: String(id), created: true });
    if (watcher.behind) this.#schedulePump();
  }

  #refusalOf(request: WatchCreateRequest): string | undefined {
    if (this.#watchers.has(BigInt(request.watch_id)) && request.watch_id !== '0') {
      return 'mvcc: duplicate watch ID provided on the WatchStream';
    }
    if (this.#watchers.size >= this.#limits.watchersPerStreamMax) return 'etcdserver: too many watchers';
    const end = request.range_end;
    const toTheEnd = end.length === 0 || (end.length === 1 && end[0] === 0);
    return toTheEnd || Buffer.compare(request.key, end) < 0 ? undefined : 'mvcc: watcher range is empty';
  }

  #freeId(): bigint {
    while (this.#watchers.has(this.#nextId)) this.#nextId += 1n;
    return this.#nextId++;
  }

  #cancel(id: bigint): void {
    if (this.#watchers.delete(id)) this.#send({ watch_id: String(id), canceled: true });
  }

  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    setImmediate(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  /** Sends until everybody is up to date or the client is full. */
  #pump(): void {
    let allDone = true;
    for (const watcher of this.#watchers.values()) {
      while (watcher.behind && this.#writable) this.#catchUp(watcher);
      allDone &&= !watcher.behind;
    }
    if (!allDone || !this.#progressAsked || !this.#writable) return;
    this.#progressAsked = false;
    this.#send({ watch_id: NO_WATCHER });
  }

  /** One response's worth of history. */
  #catchUp(watcher: Watcher): void {
    const { store } = this.#engine.state;
    const durable = this.#engine.durableRevision;
    if (watcher.nextRevision < store.compactRevision) {
      this.#watchers.delete(watcher.id);
      watcher.behind = false;
      this.#send({
        watch_id: String(watcher.id),
        canceled: true,
        compact_revision: String(store.compactRevision),
        cancel_reason: 'etcdserver: mvcc: required revision has been compacted',
      });
      return;
    }
    const events: WatchEvent[] = [];
    let bytes = 0;
    while (watcher.nextRevision <= durable && this.#hasRoom(events.length, bytes)) {
      for (const version of store.commit(watcher.nextRevision)) {
        if (!watcher.wants(version)) continue;
        const event = watcher.eventOf(version, store);
        events.push(event);
        bytes += eventBytes(event);
      }
      watcher.nextRevision += 1;
    }
    watcher.behind = watcher.nextRevision <= durable;
    if (events.length > 0) this.#sendEvents(watcher, events);
  }

  #hasRoom(events: number, bytes: number): boolean {
    return events < this.#limits.responseEventsMax && bytes < this.#limits.responseBytesMax;
  }

  #sendEvents(watcher: Watcher, events: readonly WatchEvent[]): void {
    const watch_id = String(watcher.id);
    if (!watcher.fragment) {
      this.#send({ watch_id, events: [...events] });
      return;
    }
    for (let from = 0; from < events.length; ) {
      let to = from;
      for (let bytes = 0; to < events.length && this.#hasRoom(to - from, bytes); to++) {
        bytes += eventBytes(events[to] as WatchEvent);
      }
      this.#send({ watch_id, events: events.slice(from, to), fragment: to < events.length });
      from = to;
    }
  }

  #send(response: Omit<WatchResponse, 'header'>): void {
    this.#quietSince = this.#engine.nowMs;
    this.#writable = this.#call.write({
      header: headerOf(this.#engine.state, this.#engine.durableRevision),
      ...response,
    });
    // A client that does not read its answers does not get to ask for more.
    if (!this.#writable) this.#call.pause();
  }
}
