import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { StreamRow } from '../store/stream-row.ts';

export type Journal = Message<'binlogdata.Journal'>;

/** Streams of one workflow whose sources all gave their data to others: `rows` go, and streams from where the journal says come. */
export type Redirect = { readonly journal: Journal; readonly rows: readonly StreamRow[] };

type Waiting = {
  readonly journal: Journal;
  readonly wanted: ReadonlySet<string>;
  readonly reached: Map<string, StreamRow>;
};

const nameOf = ({ keyspace, shard }: { readonly keyspace: string; readonly shard: string }): string =>
  `${keyspace}/${shard}`;

/**
 * Collects the journals that streams come upon. A source's journal stands behind all that its stream has to take from there; when the streams of a
 * workflow from all sources that were given up together have come upon it, they are redirected.
 */
export class Journals {
  readonly #rows: () => readonly StreamRow[];
  readonly #redirect: (redirect: Redirect) => void;
  readonly #waiting = new Map<string, Waiting>();

  constructor(rows: () => readonly StreamRow[], redirect: (redirect: Redirect) => void) {
    this.#rows = rows;
    this.#redirect = redirect;
  }

  /**
   * True: the stream has to stop here. Throws INVALID_ARGUMENT where it cannot be followed.
   * The workflow that wrote the journal goes by its own protocol.
   */
  arrived(journal: Journal, row: StreamRow): boolean {
    if (journal.source_workflows.includes(row.workflow) || !concerns(journal, row)) return false;
    const key = `${row.workflow}:${journal.id}`;
    const waiting = this.#waiting.get(key) ?? this.#expect(journal, row);
    this.#waiting.set(key, waiting);
    waiting.reached.set(nameOf(row.source), row);
    if (waiting.reached.size < waiting.wanted.size) return true;
    this.#waiting.delete(key);
    this.#redirect({ journal: waiting.journal, rows: [...waiting.reached.values()].sort((a, b) => a.id - b.id) });
    return true;
  }

  /** Streams are read again: they come upon their journals again. */
  forget(): void {
    this.#waiting.clear();
  }

  #expect(journal: Journal, { workflow, source }: StreamRow): Waiting {
    const own = new Set(this.#rows().flatMap((row) => (row.workflow === workflow ? [nameOf(row.source)] : [])));
    const participants = journal.participants.map(nameOf);
    const missing = participants.filter((name) => !own.has(name));
    // Where the target's shard decides which rows are its, rows of sources that had none for it bring none.
    const isNarrow = (source.filter?.rules ?? []).every(({ filter }) =>
      /in_keyrange|^[0-9a-f]*-[0-9a-f]*$/i.test(filter),
    );
    if (missing.length > 0 && !isNarrow) {
      const message = `cannot redirect on journal ${journal.id}: workflow ${workflow} does not read from ${missing.join(', ')}`;
      throw new VtError({ code: 'INVALID_ARGUMENT', message });
    }
    return { journal, wanted: new Set(participants.filter((name) => own.has(name))), reached: new Map() };
  }
}

/** Whether what a stream reads is what the journal gives away: all of its tables, or none. */
function concerns({ migration_type: type, tables, id }: Journal, { source }: StreamRow): boolean {
  if (type !== 'TABLES') return true;
  const read = (source.filter?.rules ?? []).map(({ match, filter }) => sourceTable(filter) ?? match);
  const moved = read.filter((name) => tables.includes(name));
  if (moved.length === 0) return false;
  if (moved.length === read.length) return true;
  const message = `cannot handle journal ${id}: of the stream's tables only ${moved.join(', ')} were moved`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}

function sourceTable(filter: string): string | undefined {
  const [, quoted, plain] = /\bfrom\s+(?:`((?:[^`]|``)+)`|([^\s`]+))/i.exec(filter) ?? [];
  return quoted?.replaceAll('``', '`') ?? plain;
}
