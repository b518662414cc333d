import type { MessageInput } from '@vt/proto';
import { parse } from '@vt/sqlparser';
import { toProtoRow } from '@vt/sqltypes';
import { badRequest } from '../errors.ts';
import { protoField } from '../proto-field.ts';
import type { StreamSource } from '../source/source.ts';
import { RowReader } from './row-reader.ts';
import { openSnapshot } from './snapshot.ts';

export type ResultsResponse = MessageInput<'binlogdata.VStreamResultsResponse'>;

const IDLE_MS = 10_000;

/** The result of a query as of one moment: fields and position, then rows. */
export async function* streamResults(
  source: StreamSource,
  query: string,
  signal: AbortSignal,
): AsyncGenerator<ResultsResponse> {
  const { kind } = parse(query, { flavor: source.flavor });
  if (kind !== 'Select' && kind !== 'Union') throw badRequest(`'${query}' is not a query`);
  const snapshot = await openSnapshot(source, [], signal);
  const end = (): void => snapshot.connection.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    const reader = new RowReader(snapshot.connection, query);
    await reader.started();
    yield { fields: reader.fields.map(protoField), gtid: snapshot.gtid };
    yield* packets(reader, source.packetBytes);
  } finally {
    signal.removeEventListener('abort', end);
    snapshot.connection.destroy();
  }
}

async function* packets(reader: RowReader, packetBytes: number): AsyncGenerator<ResultsResponse> {
  let rows: { lengths: number[]; values: Buffer }[] = [];
  let bytes = 0;
  for (let chunk = await reader.next(IDLE_MS); chunk !== undefined; chunk = await reader.next(IDLE_MS)) {
    if (chunk.kind === 'idle') continue;
    for (const row of chunk.rows) {
      rows.push(toProtoRow(row));
      bytes += rows.at(-1)?.values.length ?? 0;
      if (bytes < packetBytes) continue;
      yield { rows };
      [rows, bytes] = [[], 0];
    }
  }
  if (rows.length > 0) yield { rows };
}
