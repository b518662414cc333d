import type { WatchCreateRequest, WatchEvent } from '../rpc/messages.ts';
import { keyValueOf } from '../rpc/wire.ts';
import { type KeySpan, spanHas, spanOf } from '../store/key-span.ts';
import type { KeyVersion, MvccStore } from '../store/mvcc-store.ts';

/** What one watcher wants, and how far it got. */
export class Watcher {
  readonly id: bigint;
  readonly span: KeySpan;
  readonly fragment: boolean;
  readonly progressNotify: boolean;
  readonly #puts: boolean;
  readonly #deletes: boolean;
  readonly #prevKv: boolean;
  /** The first revision it has not been told about; meaningful while `behind`. */
  nextRevision: number;
  /** There may be something for it between `nextRevision` and now. */
  behind: boolean;

  constructor(id: bigint, request: WatchCreateRequest, nextRevision: number, behind: boolean) {
    this.id = id;
    this.span = spanOf(request.key.length === 0 ? Buffer.of(0) : request.key, request.range_end);
    this.fragment = request.fragment;
    this.progressNotify = request.progress_notify;
    this.#puts = !request.filters.includes('NOPUT');
    this.#deletes = !request.filters.includes('NODELETE');
    this.#prevKv = request.prev_kv;
    this.nextRevision = nextRevision;
    this.behind = behind;
  }

  wants(version: KeyVersion): boolean {
    return (version.deleted ? this.#deletes : this.#puts) && spanHas(this.span, version.key);
  }

  eventOf(version: KeyVersion, store: MvccStore): WatchEvent {
    const event: WatchEvent = { type: version.deleted ? 'DELETE' : 'PUT', kv: keyValueOf(version) };
    const before = this.#prevKv ? store.at(version.key, version.modRevision - 1) : undefined;
    return before === undefined ? event : { ...event, prev_kv: keyValueOf(before) };
  }
}

export function eventBytes(event: WatchEvent): number {
  return 64 + event.kv.key.length + (event.kv.value?.length ?? 0) + (event.prev_kv?.value?.length ?? 0);
}
