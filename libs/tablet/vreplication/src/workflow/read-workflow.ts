import { literal, sql } from '@vt/mysql';
import { enumName, type Message, type MessageInput } from '@vt/proto';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { StreamRow } from '../store/stream-row.ts';
import { parseTabletTypes } from './tablet-types.ts';

export type WorkflowResponse = MessageInput<'tabletmanagerdata.ReadVReplicationWorkflowResponse'>;
type ReadMany = Message<'tabletmanagerdata.ReadVReplicationWorkflowsRequest'>;

/** A workflow's streams on this tablet; an empty answer where it has none. */
export async function readWorkflow(
  engine: VReplicationEngine,
  workflow: string,
  signal: AbortSignal,
): Promise<WorkflowResponse> {
  const rows = await engine.streams(sql`workflow = ${workflow}`, signal);
  return rows.length > 0 ? response(rows) : {};
}

/** Several workflows, by name. */
export async function readWorkflows(
  engine: VReplicationEngine,
  request: ReadMany,
  signal: AbortSignal,
): Promise<WorkflowResponse[]> {
  const rows = await engine.streams(condition(request), signal);
  const groups = new Map<string, StreamRow[]>();
  for (const row of rows) groups.set(row.workflow, [...(groups.get(row.workflow) ?? []), row]);
  return [...groups.values()].map(response);
}

function condition(request: ReadMany): string {
  const list = (values: readonly (string | number)[]) => `(${values.map(literal).join(', ')})`;
  const parts = ['1 = 1'];
  if (request.include_ids.length > 0) parts.push(`id IN ${list(request.include_ids)}`);
  if (request.include_workflows.length > 0) parts.push(`workflow IN ${list(request.include_workflows)}`);
  if (request.include_states.length > 0) parts.push(`state IN ${list(request.include_states)}`);
  if (request.exclude_workflows.length > 0) parts.push(`workflow NOT IN ${list(request.exclude_workflows)}`);
  if (request.exclude_states.length > 0) parts.push(`state NOT IN ${list(request.exclude_states)}`);
  if (request.exclude_frozen) parts.push("COALESCE(message, '') != 'FROZEN'");
  return parts.join(' AND ');
}

function response(rows: readonly StreamRow[]): WorkflowResponse {
  const [first] = rows as [StreamRow, ...StreamRow[]];
  const { inOrder, types } = parseTabletTypes(first.tabletTypes);
  return {
    workflow: first.workflow,
    cells: first.cell,
    tablet_types: [...types],
    tablet_selection_preference: inOrder ? 'INORDER' : 'ANY',
    db_name: first.dbName,
    tags: first.tags,
    workflow_type: enumName('binlogdata.VReplicationWorkflowType', first.workflowType),
    workflow_sub_type: enumName('binlogdata.VReplicationWorkflowSubType', first.workflowSubType),
    defer_secondary_keys: first.deferSecondaryKeys,
    options: first.options,
    config_overrides: overrides(first.options),
    streams: rows.map(stream),
  };
}

function stream(row: StreamRow): MessageInput<'tabletmanagerdata.ReadVReplicationWorkflowResponse.Stream'> {
  return {
    id: row.id,
    bls: row.source,
    pos: row.pos,
    stop_pos: row.stopPos,
    max_tps: row.maxTps,
    max_replication_lag: row.maxReplicationLag,
    time_updated: { seconds: row.timeUpdated },
    transaction_timestamp: { seconds: row.transactionTimestamp },
    state: row.state,
    message: row.message,
    rows_copied: row.rowsCopied,
    time_heartbeat: { seconds: row.timeHeartbeat },
    time_throttled: { seconds: row.timeThrottled },
    component_throttled: row.componentThrottled,
  };
}

function overrides(options: string): Record<string, string> {
  const config = (JSON.parse(options || '{}') as { config?: unknown }).config;
  if (typeof config !== 'object' || config === null) return {};
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
}
