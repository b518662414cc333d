import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';

type Response = Message<'tabletmanagerdata.VDiffResponse'>;
type Row = Readonly<Record<string, string>>;

/** The answers of a show, by shard. */
export type Answers = Readonly<Record<string, Response>>;

export function rowsOf({ output }: Response): Row[] {
  const names = (output?.fields ?? []).map(({ name }) => name);
  return (output?.rows ?? []).map((row) => {
    const values = fromProtoRow(row);
    return Object.fromEntries(names.map((name, i) => [name, values[i] == null ? '' : String(values[i])]));
  });
}

export type TableSummary = {
  TableName: string;
  State: string;
  RowsCompared: number;
  MatchingRows: number;
  MismatchedRows: number;
  ExtraRowsSource: number;
  ExtraRowsTarget: number;
  RepairedRows?: number;
  LastUpdated?: string;
};

export type Summary = {
  Workflow: string;
  Keyspace: string;
  State: string;
  UUID: string;
  RowsCompared: number;
  HasMismatch: boolean;
  Shards: string;
  StartedAt: string;
  CompletedAt?: string;
  TableSummaryMap?: Record<string, TableSummary>;
  Reports?: Record<string, Record<string, unknown>>;
  Errors?: Record<string, string>;
  Progress?: { Percentage: number; ETA?: string };
};

/** Worst first: what one shard is in, all are. */
const order = ['error', 'started', 'pending', 'stopped', 'unknown', 'completed'];

const worst = (states: readonly string[]): string => order.find((state) => states.includes(state)) ?? 'unknown';

/** One VDiff over all shards; undefined where there is none. */
export function summarize(keyspace: string, workflow: string, answers: Answers, nowMs: number): Summary | undefined {
  const byShard = Object.entries(answers).map(([shard, answer]) => ({ shard, rows: rowsOf(answer), answer }));
  const shards = byShard.filter(({ rows }) => rows.length > 0);
  const rows = shards.flatMap(({ rows: own }) => own);
  const [first] = shards;
  if (!first) return undefined;
  const tables: Record<string, TableSummary> = {};
  const reports: Record<string, Record<string, unknown>> = {};
  const errors: Record<string, string> = {};
  for (const { shard, rows: own } of shards) {
    for (const row of own) addTable(tables, reports, shard, row);
    const error = own.find(({ last_error: text }) => text !== '' && text !== undefined)?.['last_error'];
    if (error) errors[shard] = error;
  }
  const states = shards.map(({ rows: own }) => own[0]?.['vdiff_state'] ?? 'unknown');
  const state = worst(states);
  const ends = shards.map(({ rows: own }) => own[0]?.['completed_at'] ?? '').sort();
  const starts = shards.map(({ rows: own }) => own[0]?.['started_at'] ?? '').sort();
  const compared = sum(rows, 'rows_compared');
  return {
    Workflow: workflow,
    Keyspace: keyspace,
    State: state,
    UUID: first.answer.vdiff_uuid || (first.rows[0]?.['uuid'] ?? first.rows[0]?.['vdiff_uuid'] ?? ''),
    RowsCompared: compared,
    HasMismatch: rows.some(({ has_mismatch: flag }) => flag === '1'),
    Shards: shards
      .map(({ shard }) => shard)
      .sort()
      .join(','),
    StartedAt: starts[0] ?? '',
    ...(state === 'completed' && { CompletedAt: ends.at(-1) ?? '' }),
    TableSummaryMap: tables,
    Reports: reports,
    ...(Object.keys(errors).length > 0 && { Errors: errors }),
    ...(state === 'started' && { Progress: progressOf(rows, starts[0] ?? '', nowMs) }),
  };
}

const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name] || 0), 0);

/** To open a table's snapshots on both sides takes about as long as to compare so many rows: of many small tables it is what takes the time. */
const ROWS_OF_A_TABLE = 1000;

/** How much is to do, and is done: of a table that is over as many rows as it had, of others as many as the server supposes. */
function workOf(row: Row): { readonly all: number; readonly done: number } {
  const compared = Number(row['rows_compared'] || 0);
  const isOver = row['table_state'] === 'completed';
  const all = ROWS_OF_A_TABLE + (isOver ? compared : Math.max(compared, Number(row['table_rows'] || 0)));
  return { all, done: isOver ? all : compared };
}

/** Share of the work and, from the rate so far, when it may be over. */
function progressOf(rows: readonly Row[], startedAt: string, nowMs: number): { Percentage: number; ETA?: string } {
  const works = rows.filter(({ table_name: name }) => name).map(workOf);
  const [all, done] = (['all', 'done'] as const).map((part) => works.reduce((total, work) => total + work[part], 0));
  const percentage = all ? ((done ?? 0) * 100) / all : 0;
  const sinceMs = nowMs - Date.parse(`${startedAt.replace(' ', 'T')}Z`);
  if (percentage === 0 || !Number.isFinite(sinceMs) || sinceMs <= 0) return { Percentage: 0 };
  const eta = new Date(nowMs + (sinceMs * (100 - percentage)) / percentage);
  return { Percentage: Number(percentage.toFixed(2)), ETA: eta.toISOString().slice(0, 19).replace('T', ' ') };
}

function addTable(
  tables: Record<string, TableSummary>,
  reports: Record<string, Record<string, unknown>>,
  shard: string,
  row: Row,
): void {
  const name = row['table_name'] ?? '';
  if (name === '') return;
  const report = row['report'] ? (JSON.parse(row['report']) as Record<string, unknown>) : {};
  const before = tables[name];
  const number = (key: string): number => Number(report[key] ?? 0);
  tables[name] = {
    TableName: name,
    State: worst([before?.State ?? 'completed', row['table_state'] ?? 'unknown']),
    RowsCompared: (before?.RowsCompared ?? 0) + Number(row['rows_compared'] || 0),
    MatchingRows: (before?.MatchingRows ?? 0) + number('MatchingRows'),
    MismatchedRows: (before?.MismatchedRows ?? 0) + number('MismatchedRows'),
    ExtraRowsSource: (before?.ExtraRowsSource ?? 0) + number('ExtraRowsSource'),
    ExtraRowsTarget: (before?.ExtraRowsTarget ?? 0) + number('ExtraRowsTarget'),
    ...('RepairedRows' in report && { RepairedRows: (before?.RepairedRows ?? 0) + number('RepairedRows') }),
  };
  if (Object.keys(report).length > 0) reports[name] = { ...reports[name], [shard]: report };
}

/** As a person reads it. */
export function summaryText(summary: Summary): string {
  const lines = [
    `\nVDiff Summary for ${summary.Keyspace}.${summary.Workflow} (${summary.UUID})`,
    `State:        ${summary.State}`,
    ...Object.entries(summary.Errors ?? {}).map(([shard, text]) => `Error:        (shard ${shard}) ${text}`),
    `RowsCompared: ${summary.RowsCompared}`,
    `HasMismatch:  ${summary.HasMismatch}`,
    `StartedAt:    ${summary.StartedAt}`,
    ...(summary.Progress ? progressLines(summary.Progress) : []),
    ...(summary.CompletedAt === undefined ? [] : [`CompletedAt:  ${summary.CompletedAt}`]),
  ];
  const tables = Object.values(summary.TableSummaryMap ?? {}).flatMap(tableLines);
  return [...lines, ...tables, ' ', 'Use "--format=json" for more detailed output.', '', ''].join('\n');
}

const progressLines = ({ Percentage, ETA }: { Percentage: number; ETA?: string }): string[] => [
  `Progress:     ${Percentage.toFixed(2)}%${ETA === undefined ? '' : `, ETA: ${ETA}`}`,
];

const tableLines = (table: TableSummary): string[] => [
  ' ',
  `Table ${table.TableName}:`,
  `\tState:            ${table.State}`,
  `\tProcessedRows:    ${table.RowsCompared}`,
  `\tMatchingRows:     ${table.MatchingRows}`,
  ...(['MismatchedRows', 'ExtraRowsSource', 'ExtraRowsTarget', 'RepairedRows'] as const)
    .filter((name) => (table[name] ?? 0) > 0)
    .map((name) => `\t${`${name}:`.padEnd(18)}${table[name]}`),
];

/** The list of all VDiffs, newest first. */
export function listOf(answers: Answers): Row[] {
  const rows = Object.values(answers).flatMap(rowsOf);
  return rows
    .map((row) => ({
      UUID: row['vdiff_uuid'] ?? row['uuid'] ?? '',
      Workflow: row['workflow'] ?? '',
      Keyspace: row['keyspace'] ?? '',
      Shard: row['shard'] ?? '',
      State: row['state'] ?? '',
    }))
    .filter(({ UUID }) => UUID !== '');
}

/** Before the longest text of a column. */
const MARGIN = 4;

/** At least one. */
export function listText(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)));
  const rule = (mark: string): string => `+${widths.map((width) => mark.repeat(width + MARGIN + 1)).join('+')}+`;
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell, i) => `${cell.padStart((widths[i] ?? 0) + MARGIN)} `).join('|')}|`;
  const body = rows.flatMap((row) => [line(names.map((name) => row[name] ?? '')), rule('-')]);
  return [rule('-'), line(names), rule('='), ...body, '', ''].join('\n');
}
