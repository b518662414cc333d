import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { enumNumber, type Message, type MessageInput, toText } from '@vt/proto';
import type { QueryResult } from '../db/query-result.ts';
import type { VReplicationEngine } from '../engine/engine.ts';
import { tabletTypesText } from './tablet-types.ts';

type Request = Message<'tabletmanagerdata.CreateVReplicationWorkflowRequest'>;

/** Adds a stopped stream for each source. */
export async function createWorkflow(
  engine: VReplicationEngine,
  request: Request,
  signal: AbortSignal,
): Promise<QueryResult> {
  if (request.binlog_source.length === 0) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'invalid request, no binlog source specified' });
  }
  const { cell, dbName } = engine.parts.tablet;
  const cells = request.cells.filter((name) => name.trim() !== '');
  const types = tabletTypesText(request.tablet_types, request.tablet_selection_preference);
  const statements = request.binlog_source.map(
    (source) =>
      sql`INSERT INTO _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, cell, tablet_types, time_updated, transaction_timestamp, state, db_name, workflow_type, workflow_sub_type, defer_secondary_keys, options) VALUES (${request.workflow}, ${sourceText(source)}, '', 0, 0, ${cells.join(',') || cell}, ${types}, UNIX_TIMESTAMP(), 0, 'Stopped', ${dbName}, ${numberOf('binlogdata.VReplicationWorkflowType', request.workflow_type)}, ${numberOf('binlogdata.VReplicationWorkflowSubType', request.workflow_sub_type)}, ${request.defer_secondary_keys}, ${request.options || '{}'})`,
  );
  return await engine.insertStreams(statements, signal);
}

/** A source as its row keeps it. */
export function sourceText(source: MessageInput<'binlogdata.BinlogSource'>): string {
  const rules = source.filter?.rules;
  if (!source.filter || !rules) return toText('binlogdata.BinlogSource', source);
  const sorted = [...rules].sort((a, b) => compare(a.match ?? '', b.match ?? ''));
  return toText('binlogdata.BinlogSource', { ...source, filter: { ...source.filter, rules: sorted } });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function numberOf<N extends 'binlogdata.VReplicationWorkflowType' | 'binlogdata.VReplicationWorkflowSubType'>(
  name: N,
  value: string | number,
): number {
  return typeof value === 'number' ? value : enumNumber(name, value as never);
}
