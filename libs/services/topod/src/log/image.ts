import { Leases } from '../store/leases.ts';
import { type KeyVersion, MvccStore } from '../store/mvcc-store.ts';
import { TopoState } from '../store/state.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readCommit, readVersion, writeVersion } from './effect.ts';

/*
  The payloads of a data file, in this order:
    head     => 1 u8 · format uint · cluster int64 · member int64 · revision uint · compact_revision uint · lease*
                lease => id int64 · ttl_seconds uint
    versions => 2 u8 · version*
    end      => 3 u8
    commits  => 4 u8 · commit*          (any number of these: the log behind the snapshot)
*/
const TAGS = { head: 1, versions: 2, end: 3, commits: 4 } as const;
const FORMAT = 1;
const CHUNK_BYTES = 1 << 20;

/** The snapshot of a state, taken now: the state may change while the chunks are consumed. */
export function imageOf(state: TopoState): Iterable<Buffer> {
  const image = state.store.image();
  const head = new ByteWriter().u8(TAGS.head).uint(FORMAT);
  head.int64(state.identity.clusterId).int64(state.identity.memberId);
  head.uint(image.revision).uint(image.compactRevision);
  for (const { id, ttlSeconds } of state.leases.all()) head.int64(id).uint(ttlSeconds);
  return chunks(head.take(), image.versions);
}

function* chunks(head: Buffer, versions: readonly KeyVersion[]): Iterable<Buffer> {
  yield head;
  const writer = new ByteWriter().u8(TAGS.versions);
  for (const version of versions) {
    writeVersion(writer, version);
    if (writer.length < CHUNK_BYTES) continue;
    yield writer.take();
    writer.u8(TAGS.versions);
  }
  yield writer.take();
  yield Buffer.of(TAGS.end);
}

export function commitsPayload(commits: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(TAGS.commits), ...commits]);
}

/** Builds a state from the payloads of a data file, one after the other. */
export class ImageLoader {
  readonly #nowMs: number;
  readonly #versions: KeyVersion[] = [];
  #head: { clusterId: bigint; memberId: bigint; revision: number; compactRevision: number } | undefined;
  readonly #leases = new Leases();
  #state: TopoState | undefined;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Undefined until the snapshot was read to its end. */
  get state(): TopoState | undefined {
    return this.#state;
  }

  load(payload: Buffer): void {
    const r = new ByteReader(payload);
    switch (r.u8()) {
      case TAGS.head:
        this.#readHead(r);
        return;
      case TAGS.versions:
        while (!r.done) this.#versions.push(readVersion(r));
        return;
      case TAGS.end:
        this.#finish();
        return;
      case TAGS.commits:
        if (this.#state === undefined) throw new RangeError('commits before the end of the snapshot');
        while (!r.done) this.#state.apply(readCommit(r), this.#nowMs);
        return;
      default:
        throw new RangeError('unknown payload');
    }
  }

  #readHead(r: ByteReader): void {
    const format = r.uint();
    if (format !== FORMAT) throw new RangeError(`format ${format} is not known to this version`);
    this.#head = { clusterId: r.int64(), memberId: r.int64(), revision: r.uint(), compactRevision: r.uint() };
    while (!r.done) this.#leases.grant(r.int64(), r.uint(), this.#nowMs);
  }

  #finish(): void {
    if (this.#head === undefined) throw new RangeError('snapshot without a head');
    const { revision, compactRevision } = this.#head;
    const store = MvccStore.fromImage({ revision, compactRevision, versions: this.#versions });
    for (const { key, lease } of this.#versions) {
      if (store.live(key)?.lease === lease) this.#leases.move(key, 0n, lease);
    }
    this.#state = new TopoState(this.#head, store, this.#leases);
    this.#versions.length = 0;
  }
}
