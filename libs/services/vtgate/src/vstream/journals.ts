import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { ShardGtid } from './request.ts';

export type Journal = Message<'binlogdata.Journal'>;
type Shard = { readonly keyspace: string; readonly shard: string };

type Waiting = { readonly arrived: Set<string>; readonly all: readonly Shard[] };

/** What a stream that came to a journal does. */
export type JournalStep =
  /** The journal is not about these streams. */
  | { readonly kind: 'ignore' }
  /** The stream is over; others have yet to come to the same journal. */
  | { readonly kind: 'wait' }
  /** The last of them came: these shards take over. */
  | { readonly kind: 'switch'; readonly from: readonly Shard[]; readonly to: readonly ShardGtid[] };

const name = ({ keyspace, shard }: Shard): string => `${keyspace}/${shard}`;

/** Follows reshards: all streams of the participants must have come to the journal before the new shards are streamed. */
export class Journals {
  readonly #waiting = new Map<bigint, Waiting>();

  /** @param streamed the shards that are streamed now. */
  arrive(shard: Shard, journal: Journal, streamed: readonly Shard[]): JournalStep {
    if (journal.migration_type !== 'SHARDS') return { kind: 'ignore' };
    const names = new Set(streamed.map(name));
    const here = journal.participants.filter((one) => names.has(name(one)));
    if (here.length === 0 || !journal.participants.some((one) => name(one) === name(shard))) return { kind: 'ignore' };
    if (here.length < journal.participants.length) throw notAllStreamed(journal, streamed);
    const waiting = this.#waiting.get(journal.id) ?? { arrived: new Set<string>(), all: journal.participants };
    this.#waiting.set(journal.id, waiting);
    waiting.arrived.add(name(shard));
    if (waiting.arrived.size < waiting.all.length) return { kind: 'wait' };
    this.#waiting.delete(journal.id);
    return { kind: 'switch', from: waiting.all, to: journal.shard_gtids };
  }
}

function notAllStreamed(journal: Journal, streamed: readonly Shard[]): VtError {
  const [wanted, have] = [journal.participants.map(name).join(), streamed.map(name).join()];
  const message = `not all journaling participants are in the stream: journal: ${wanted}, stream: ${have}`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
