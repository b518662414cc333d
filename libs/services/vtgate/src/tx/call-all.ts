import { stoppable, toMysqlError, toVtError, VtError } from '@vt/base';
import type { ShardQuery } from '@vt/engine';
import { AT_ROW, isOfInsertedRow } from './row-warnings.ts';

type Failure = { readonly error: unknown; readonly row: number };

/**
 * Runs all of these at once. @throws what failed first; of the rows of an INSERT that is the first of them, whichever shard has it: a mysqld comes
 * no further.
 * @param stopsAtError the others are stopped, as far as none of their rows comes before the one that failed.
 */
export async function callAll(
  queries: readonly ShardQuery[],
  call: (at: number, signal: AbortSignal) => Promise<void>,
  stopsAtError: boolean,
  signal: AbortSignal,
): Promise<void> {
  let failure: Failure | undefined;
  const pending = new Set(queries);
  await stoppable(signal, (stop) => {
    const run = async (query: ShardQuery, at: number): Promise<void> => {
      try {
        await call(at, stop.signal);
      } catch (error) {
        const found = failureOf(query, error);
        if (!failure || (found.row < failure.row && !stop.signal.aborted)) failure = found;
      }
      pending.delete(query);
      const row = failure?.row;
      if (row === undefined || !stopsAtError) return;
      if (![...pending].some(({ rowNumbers = [] }) => (rowNumbers[0] ?? row) < row)) stop.abort(failure?.error);
    };
    return Promise.all(queries.map(run));
  });
  if (failure) throw failure.error;
}

/** Row 0: it is not a row's, or not known to be. */
function failureOf({ rowNumbers, mayMean }: ShardQuery, thrown: unknown): Failure {
  if (!rowNumbers) return { error: thrown, row: 0 };
  const error = toVtError(thrown);
  const { errno: code, message } = toMysqlError(error);
  const said = AT_ROW.exec(message)?.[1];
  if (said === undefined) {
    if (!isOfInsertedRow(code)) return { error, row: 0 };
    const row = rowNumbers.find((_, at) => mayMean?.(at, { code, message }) !== false);
    return { error, row: row ?? rowNumbers[0] ?? 0 };
  }
  const row = rowNumbers[Number(said) - 1];
  return row === undefined ? { error, row: 0 } : { error: atRow(error, row), row };
}

/** A shard numbers the rows that it got. */
function atRow(error: VtError, row: number): VtError {
  const { code, errno, state, id } = error;
  const message = error.message.replace(/\bat row \d+/g, `at row ${row}`);
  return new VtError({
    code,
    message,
    cause: error,
    ...(id && { id }),
    ...(errno && { errno }),
    ...(state && { state }),
  });
}
