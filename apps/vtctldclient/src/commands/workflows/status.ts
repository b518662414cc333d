import type { Message } from '@vt/proto';
import type { Client } from '../../client.ts';

type Status = Message<'vtctldata.WorkflowStatusResponse'>;

/** A workflow's status as JSON, or as a person reads it. */
export function statusText(
  client: Client,
  { keyspace, workflow, format }: { keyspace: string; workflow: string; format: string },
  status: Status,
): string {
  if (format === 'json') return client.json('vtctldata.WorkflowStatusResponse', status);
  const streams = Object.entries(status.shard_streams).flatMap(([, { streams: own }]) =>
    own.map(({ id, tablet, status: state, info }) => {
      const alias = `${tablet?.cell ?? ''}-${tablet?.uid ?? 0}`;
      return `id=${id} on ${keyspace}/${alias}: Status: ${state}. ${info}.\n`;
    }),
  );
  const copies = copyLines(status);
  return [
    `The following vreplication streams exist for workflow ${keyspace}.${workflow}:\n\n`,
    ...streams,
    ...(copies.length > 0 ? ['\nTable Copy Status:\n', ...copies] : []),
    `\nTraffic State: ${status.traffic_state}\n`,
  ].join('');
}

/** Rows and bytes of each table that is being copied. The servers' estimates. */
function copyLines({ table_copy_state: tables }: Status): string[] {
  return Object.entries(tables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { rows_copied, rows_total, rows_percentage, bytes_copied, bytes_total, bytes_percentage }]) => {
      const rows = `rows copied ${rows_copied}/${rows_total} (${Math.round(rows_percentage)}%)`;
      const bytes = `size copied ${bytes_copied}/${bytes_total} (${Math.round(bytes_percentage)}%)`;
      return `\t${name}: ${rows}, ${bytes}\n`;
    });
}

/** One look at how far a copy is. */
export type Progress = { readonly atMs: number; readonly rows: number; readonly total: number };

export function progressOf(status: Status, atMs: number): Progress {
  const tables = Object.values(status.table_copy_state);
  return {
    atMs,
    rows: tables.reduce((sum, { rows_copied: rows }) => sum + Number(rows), 0),
    total: tables.reduce((sum, { rows_total: rows }) => sum + Number(rows), 0),
  };
}

/** Rate and time left between two looks, as far as they tell. */
export function progressLine(first: Progress, last: Progress): string {
  const seconds = (last.atMs - first.atMs) / 1000;
  const rate = seconds > 0 ? Math.max(0, last.rows - first.rows) / seconds : 0;
  const percent = last.total > 0 ? Math.min(100, (last.rows * 100) / last.total) : 100;
  const left = Math.max(0, last.total - last.rows);
  const eta = rate > 0 ? `, ETA ${Math.ceil(left / rate)}s` : '';
  return `copied ${last.rows} of about ${last.total} rows (${percent.toFixed(1)}%), ${Math.round(rate)} rows/s${eta}`;
}

export const isCopying = (status: Status): boolean =>
  Object.values(status.shard_streams).some(({ streams }) =>
    streams.some(({ status: state }) => state === 'Copying' || state === 'Init'),
  );
