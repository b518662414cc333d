import type { Key } from '../store/key-span.ts';
import type { KeyVersion } from '../store/mvcc-store.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** What a request did, as the log keeps it: outcomes, so that replaying decides nothing. */
export type Effect =
  | { readonly kind: 'put'; readonly key: Key; readonly value: Buffer; readonly lease: bigint }
  | { readonly kind: 'delete'; readonly key: Key }
  | { readonly kind: 'grant'; readonly id: bigint; readonly ttlSeconds: number }
  | { readonly kind: 'revoke'; readonly id: bigint }
  | { readonly kind: 'compact'; readonly revision: number };

const TAGS = { put: 1, delete: 2, grant: 3, revoke: 4, compact: 5 } as const satisfies Record<Effect['kind'], number>;

/*
  commit => count uint · effect*
  effect => tag u8 · fields
*/
export function writeCommit(w: ByteWriter, effects: readonly Effect[]): void {
  w.uint(effects.length);
  for (const effect of effects) {
    w.u8(TAGS[effect.kind]);
    switch (effect.kind) {
      case 'put':
        w.latin1(effect.key).bytes(effect.value).int64(effect.lease);
        break;
      case 'delete':
        w.latin1(effect.key);
        break;
      case 'grant':
        w.int64(effect.id).uint(effect.ttlSeconds);
        break;
      case 'revoke':
        w.int64(effect.id);
        break;
      case 'compact':
        w.uint(effect.revision);
        break;
    }
  }
}

export function readCommit(r: ByteReader): Effect[] {
  return Array.from({ length: r.uint() }, () => readEffect(r));
}

function readEffect(r: ByteReader): Effect {
  const tag = r.u8();
  switch (tag) {
    case TAGS.put:
      return { kind: 'put', key: r.latin1(), value: r.bytes(), lease: r.int64() };
    case TAGS.delete:
      return { kind: 'delete', key: r.latin1() };
    case TAGS.grant:
      return { kind: 'grant', id: r.int64(), ttlSeconds: r.uint() };
    case TAGS.revoke:
      return { kind: 'revoke', id: r.int64() };
    case TAGS.compact:
      return { kind: 'compact', revision: r.uint() };
    default:
      throw new RangeError(`unknown effect ${tag}`);
  }
}

/*
  version => key latin1 · value bytes · create uint · mod uint · version uint · lease int64   (version 0: a deletion)
*/
export function writeVersion(w: ByteWriter, v: KeyVersion): void {
  w.latin1(v.key).bytes(v.value).uint(v.createRevision).uint(v.modRevision).uint(v.version).int64(v.lease);
}

export function readVersion(r: ByteReader): KeyVersion {
  const [key, value, createRevision, modRevision] = [r.latin1(), r.bytes(), r.uint(), r.uint()];
  const version = r.uint();
  return { key, value, createRevision, modRevision, version, lease: r.int64(), deleted: version === 0 };
}
