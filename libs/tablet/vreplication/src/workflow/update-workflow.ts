import { VtError } from '@vt/base';
import { literal, sql } from '@vt/mysql';
import type { Message } from '@vt/proto';
import type { QueryResult } from '../db/query-result.ts';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { StreamRow } from '../store/stream-row.ts';
import { isRestMessage } from '../vdiff/synchronize.ts';
import { sourceText } from './create-workflow.ts';
import { parseTabletTypes, tabletTypesText } from './tablet-types.ts';

type UpdateOne = Message<'tabletmanagerdata.UpdateVReplicationWorkflowRequest'>;
type UpdateMany = Message<'tabletmanagerdata.UpdateVReplicationWorkflowsRequest'>;

/** Stands in a list of cells, or as the number of a tablet type, for "leave it as it is"; Vitess v24 writes -1. */
const NULL_CELLS: ReadonlySet<unknown> = new Set(['NULL']);
const NULL_NUMBERS: ReadonlySet<unknown> = new Set([-1, -2_147_483_648]);

/** Changes the streams of one workflow; an answer without rows where it has none here. */
export async function updateWorkflow(
  engine: VReplicationEngine,
  request: UpdateOne,
  signal: AbortSignal,
): Promise<QueryResult> {
  return await engine.updateStreams(
    sql`workflow = ${request.workflow}`,
    (row) => assignments(row, request).join(', '),
    signal,
  );
}

function assignments(row: StreamRow, request: UpdateOne): string[] {
  // INVARIANT: the other side serves since the switch; a stream that ran on would write old rows over its new ones.
  if (request.state === 'Running' && row.message.toUpperCase() === 'FROZEN') {
    throw new VtError({ code: 'FAILED_PRECONDITION', message: 'cannot start a workflow when it is frozen' });
  }
  const set: string[] = [sql`source = ${sourceText(changedSource(row, request))}`];
  if (!isNullMarker(request.cells, NULL_CELLS)) set.push(sql`cell = ${request.cells.join(',')}`);
  const types = changedTypes(row, request);
  if (types !== undefined) set.push(sql`tablet_types = ${types}`);
  if (isState(request.state)) set.push(sql`state = ${request.state}`);
  if (request.message !== undefined) set.push(sql`message = ${request.message}`);
  // A VDiff starts those again that say that they rest for it.
  else if (isState(request.state) && (request.state !== 'Stopped' || isRestMessage(row.message)))
    set.push(`message = ''`);
  if (Object.keys(request.config_overrides).length > 0) set.push(sql`options = ${changedOptions(row, request)}`);
  return set;
}

function isState(state: UpdateOne['state']): state is Exclude<UpdateOne['state'], undefined | number> {
  return typeof state === 'string' && state !== 'Unknown';
}

function changedSource(row: StreamRow, request: UpdateOne): StreamRow['source'] {
  const onDdl = typeof request.on_ddl === 'string' ? request.on_ddl : row.source.on_ddl;
  const rules = [...(row.source.filter?.rules ?? []), ...request.filter_rules];
  const filter = row.source.filter ? { ...row.source.filter, rules } : row.source.filter;
  return { ...row.source, on_ddl: onDdl, filter };
}

function changedTypes(row: StreamRow, request: UpdateOne): string | undefined {
  const before = parseTabletTypes(row.tabletTypes);
  const keeps = isNullMarker(request.tablet_types, NULL_NUMBERS);
  const { tablet_selection_preference: preference } = request;
  if (keeps && preference === undefined) return undefined;
  const order =
    preference === undefined || preference === 'UNKNOWN' ? (before.inOrder ? 'INORDER' : 'ANY') : preference;
  return tabletTypesText(keeps ? before.types : request.tablet_types, order);
}

function changedOptions(row: StreamRow, request: UpdateOne): string {
  const options = JSON.parse(row.options || '{}') as { config?: Record<string, string> };
  const config = { ...options.config };
  for (const [key, value] of Object.entries(request.config_overrides)) {
    if (value === '') delete config[key];
    else config[key] = value;
  }
  return JSON.stringify({ ...options, config });
}

function isNullMarker(list: readonly (string | number)[], markers: ReadonlySet<unknown>): boolean {
  return list.length === 1 && markers.has(list[0]);
}

/** Changes state, message or stop position of several workflows. */
export async function updateWorkflows(
  engine: VReplicationEngine,
  request: UpdateMany,
  signal: AbortSignal,
): Promise<QueryResult> {
  const set = manyAssignments(request);
  if (set.length === 0) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no changes given' });
  return await engine.updateStreams(manyCondition(request), () => set.join(', '), signal);
}

function manyAssignments(request: UpdateMany): string[] {
  const set: string[] = [];
  if (typeof request.state === 'string' && request.state !== 'Unknown') set.push(sql`state = ${request.state}`);
  if (request.message !== undefined) set.push(sql`message = ${request.message}`);
  if (request.stop_position !== undefined) set.push(sql`stop_pos = ${request.stop_position}`);
  return set;
}

function manyCondition(request: UpdateMany): string {
  const { all_workflows: all, include_workflows: include, exclude_workflows: exclude } = request;
  const chosen = [all, include.length > 0, exclude.length > 0].filter(Boolean).length;
  if (chosen !== 1) {
    const message = 'exactly one of all workflows, include workflows and exclude workflows must be given';
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }
  const list = (names: readonly string[]) => names.map(literal).join(', ');
  if (all) return '1 = 1';
  return include.length > 0 ? `workflow IN (${list(include)})` : `workflow NOT IN (${list(exclude)})`;
}
