/** What the comment of a message table says. */
export type MessageOptions = {
  /** Time before a message that was sent once is sent again; each further time it is twice as long. */
  readonly ackWaitSeconds: number;
  /** How long acknowledged messages are kept. */
  readonly purgeAfterSeconds: number;
  /** Messages of one response. */
  readonly batchRows: number;
  /** Messages that wait in memory to be sent. */
  readonly cacheRows: number;
  readonly pollIntervalSeconds: number;
  readonly backoffSecondsMin: number;
  readonly backoffSecondsMax: number;
  /** What subscribers get; undefined: all that is not the messager's own. */
  readonly columns: readonly string[] | undefined;
};

/** A table that says that it is a message table, and is none. */
export class NotAMessageTable extends Error {}

const MARK = 'vitess_message';
/** Nanoseconds since 1970 must fit a bigint, the wait included. */
const SECONDS_MAX = 2 ** 31 - 1;
const ROWS_MAX = 10_000_000;

export function isMessageComment(comment: string): boolean {
  return comment.startsWith(MARK);
}

/** `vitess_message,vt_ack_wait=30,…`: names that are not known are somebody else's. @throws NotAMessageTable */
export function readMessageComment(comment: string): MessageOptions {
  const values = new Map<string, string>();
  for (const part of comment.split(',')) {
    const at = part.indexOf('=');
    if (at > 0) values.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  const ackWaitSeconds = required(values, 'vt_ack_wait', seconds);
  const backoffSecondsMin = optional(values, 'vt_min_backoff', seconds) ?? ackWaitSeconds;
  const backoffSecondsMax = optional(values, 'vt_max_backoff', seconds) ?? SECONDS_MAX;
  if (backoffSecondsMax < backoffSecondsMin)
    throw new NotAMessageTable(`vt_max_backoff (${backoffSecondsMax}) is below vt_min_backoff (${backoffSecondsMin})`);
  return {
    ackWaitSeconds,
    purgeAfterSeconds: required(values, 'vt_purge_after', seconds),
    batchRows: required(values, 'vt_batch_size', rows),
    cacheRows: required(values, 'vt_cache_size', rows),
    pollIntervalSeconds: required(values, 'vt_poller_interval', seconds),
    backoffSecondsMin,
    backoffSecondsMax,
    columns: optional(values, 'vt_message_cols', names),
  };
}

type Values = ReadonlyMap<string, string>;
type Reader<T> = (text: string) => T | undefined;

function required<T>(values: Values, name: string, read: Reader<T>): T {
  const value = optional(values, name, read);
  if (value === undefined) throw new NotAMessageTable(`attribute ${name} not specified for message table`);
  return value;
}

function optional<T>(values: Values, name: string, read: Reader<T>): T | undefined {
  const text = values.get(name);
  if (text === undefined || text === '') return undefined;
  const value = read(text);
  if (value === undefined) throw new NotAMessageTable(`attribute ${name} of message table cannot be '${text}'`);
  return value;
}

/** Parts of a second are allowed. */
function seconds(text: string): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= SECONDS_MAX ? value : undefined;
}

function rows(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= ROWS_MAX ? value : undefined;
}

function names(text: string): readonly string[] | undefined {
  const all = text.split('|').map((name) => name.trim());
  return all.includes('') ? undefined : all;
}
