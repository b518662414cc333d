import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { shardsIntersect } from '@vt/vschema';
import type { StreamRow } from '../store/stream-row.ts';

export type Journal = Message<'binlogdata.Journal'>;

/**
 * What becomes of streams of one workflow that came upon a journal. `redirect`: their sources all gave their data to others; `rows` go, and streams from
 * where the journal says come. `wait`: other streams have to come there first. `refuse`: they cannot be followed.
 */
export type Verdict =
  | { readonly kind: 'redirect'; readonly journal: Journal; readonly rows: readonly StreamRow[] }
  | { readonly kind: 'wait'; readonly message: string; readonly rows: readonly StreamRow[] }
  | { readonly kind: 'refuse'; readonly message: string; readonly rows: readonly StreamRow[] };

type Waiting = { readonly journal: Journal; readonly workflow: string; readonly reached: Set<number> };

type Place = { readonly keyspace: string; readonly shard: string };

const nameOf = ({ keyspace, shard }: Place): string => `${keyspace}/${shard}`;

/**
 * Remembers the journals that streams come upon. A source's journal stands behind all that its stream has to take from there; when the streams of a
 * workflow from all sources whose data went to the same places have come upon it, they can be redirected.
 */
export class Journals {
  readonly #arrival: (workflow: string) => void;
  readonly #waiting = new Map<string, Waiting>();

  /** @param arrival told after a stream came upon a journal. */
  constructor(arrival: (workflow: string) => void) {
    this.#arrival = arrival;
  }

  /**
   * True: the stream has to stop here. Throws INVALID_ARGUMENT where it cannot be followed.
   * The workflow that wrote the journal goes by its own protocol.
   */
  arrived(journal: Journal, row: StreamRow): boolean {
    if (journal.source_workflows.includes(row.workflow) || !concerns(journal, row)) return false;
    const key = `${row.workflow}:${journal.id}`;
    const waiting = this.#waiting.get(key) ?? { journal, workflow: row.workflow, reached: new Set() };
    this.#waiting.set(key, waiting);
    waiting.reached.add(row.id);
    this.#arrival(row.workflow);
    return true;
  }

  /**
   * What to do with the streams of a workflow that came upon a journal. INVARIANT: `rows` are all of the workflow's streams, as they are now: one that
   * is missing would not be waited for, and what it did not bring yet would be lost.
   */
  verdicts(workflow: string, rows: readonly StreamRow[]): Verdict[] {
    return [...this.#waiting.values()]
      .filter((one) => one.workflow === workflow)
      .flatMap((one) => verdictsOf(one, rows));
  }

  /** Streams that are gone, or that come upon their journals again. */
  left(ids: readonly number[]): void {
    for (const [key, { reached }] of this.#waiting) {
      for (const id of ids) reached.delete(id);
      if (reached.size === 0) this.#waiting.delete(key);
    }
  }

  /** Streams are read again: they come upon their journals again. */
  forget(): void {
    this.#waiting.clear();
  }
}

function verdictsOf({ journal, reached }: Waiting, all: readonly StreamRow[]): Verdict[] {
  return partsOf(journal).flatMap((part): Verdict[] => {
    const names = part.participants.map(nameOf);
    const own = all.filter(({ source }) => names.includes(nameOf(source)));
    const rows = own.filter(({ id }) => reached.has(id)).sort((a, b) => a.id - b.id);
    const [first] = rows;
    if (!first) return [];
    const absent = names.filter((name) => !own.some(({ source }) => nameOf(source) === name));
    if (absent.length > 0 && !isNarrow(first)) {
      const message = `cannot redirect on journal ${journal.id}: workflow ${first.workflow} does not read from ${absent.join(', ')}`;
      return [{ kind: 'refuse', message, rows }];
    }
    const missing = own.filter(({ id }) => !reached.has(id));
    if (missing.length === 0) return [{ kind: 'redirect', journal: part, rows }];
    const list = missing.map(({ id, source, state }) => `${id} from ${nameOf(source)} (${state})`).join(', ');
    return [{ kind: 'wait', message: `waiting at journal ${journal.id} for stream ${list}`, rows }];
  });
}

/** Where the target's shard decides which rows are its, rows of sources that had none for it bring none. */
function isNarrow({ source }: StreamRow): boolean {
  return (source.filter?.rules ?? []).every(({ filter }) => /in_keyrange|^[0-9a-f]*-[0-9a-f]*$/i.test(filter));
}

/** A journal of shards, as journals of those that have to do with each other: halves that are split need not wait for each other. */
function partsOf(journal: Journal): Journal[] {
  if (journal.migration_type === 'TABLES') return [journal];
  const parts: { readonly from: Place[]; readonly to: Journal['shard_gtids'] }[] = [];
  for (const from of journal.participants) {
    const to = journal.shard_gtids.filter((place) => shardsIntersect(place.shard, from.shard));
    const met = parts.filter((part) => part.to.some((place) => to.includes(place)));
    for (const part of met) parts.splice(parts.indexOf(part), 1);
    const merged = new Set([...met.flatMap((part) => part.to), ...to]);
    parts.push({ from: [...met.flatMap((part) => part.from), from], to: [...merged] });
  }
  return parts.map(({ from, to }) => ({ ...journal, participants: from, shard_gtids: to }));
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
