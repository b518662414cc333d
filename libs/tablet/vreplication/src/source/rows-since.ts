import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { type Position, parsePosition, positionContains } from '@vt/mysql';
import type { LastPk, RowsResponse, StreamSource } from './source.ts';

const PATIENCE_MS = 10_000;
const AGAIN_MS = 50;

/**
 * Rows of a snapshot that has everything up to `position`. A replica that is behind it, of which another one was read before, is asked again until it has caught up.
 * INVARIANT: rows that are older than what was applied already are not given: nobody would bring the changes between.
 * @throws UNAVAILABLE where the source stays behind
 */
export async function* rowsSince(
  source: StreamSource,
  query: string,
  lastKey: LastPk | null,
  position: string,
  signal: AbortSignal,
): AsyncGenerator<RowsResponse> {
  const wanted = parsePosition(position);
  const until = performance.now() + PATIENCE_MS;
  while (!(yield* rowsOnce(source, query, lastKey, wanted, signal))) {
    if (performance.now() > until) throw behind(source, position);
    await delay(AGAIN_MS, undefined, { signal });
  }
}

/** False: the snapshot was too old. */
async function* rowsOnce(
  source: StreamSource,
  query: string,
  lastKey: LastPk | null,
  wanted: Position,
  signal: AbortSignal,
): AsyncGenerator<RowsResponse, boolean> {
  for await (const response of source.vstreamRows(query, lastKey, signal)) {
    if (response.gtid !== '' && !positionContains(parsePosition(response.gtid), wanted)) return false;
    yield response;
  }
  return true;
}

function behind({ name }: StreamSource, position: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `the rows of ${name} are older than ${position}: it is behind` });
}
