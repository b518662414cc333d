import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { Context, Handler } from '../../context.ts';
import { durationMs } from '../../shard-tablets.ts';
import { transactionLag } from '../get-workflows.ts';
import { findMigration, loadMigration, type Migration } from '../migration.ts';
import { type ReadType, readTypes, reverseName } from '../names.ts';
import { copyingTables } from '../status.ts';
import { describeTraffic, type TrafficState, trafficState } from '../traffic-state.ts';
import { readSteps, writeSteps } from './dry-run.ts';
import { readJournals } from './journal.ts';
import { checkNothingIsLeftBehind } from './left-behind.ts';
import { locked } from './locks.ts';
import { dropMirrors } from './mirror.ts';
import { switchWritesSafely } from './pending.ts';
import { type Reads, switchReads } from './reads.ts';
import { checkWhole } from './whole.ts';
import { CUTOVER } from './writes.ts';

type Request = Message<'vtctldata.WorkflowSwitchTrafficRequest'>;

const TIMEOUT_MS = 30_000;
const LAG_MS = 30_000;
const BACKWARD = 1;
const switchable: ReadonlySet<unknown> = new Set(['MoveTables', 'Reshard']);

/** Sends traffic to a workflow's target, or with direction 1 back to its source, which is what its reverse workflow's target is. */
export const workflowSwitchTraffic: Handler<'WorkflowSwitchTraffic'> = async (request, context, signal) => {
  const isBack = request.direction === BACKWARD;
  const { keyspace, workflow } = request;
  const asked = await loadMigration(context, keyspace, workflow, signal, request.shards);
  checkSwitchable(asked);
  const { before, migration, plan } = await decide(context, request, asked, signal);
  const name = isBack ? 'ReverseTraffic' : 'SwitchTraffic';
  if (request.dry_run) {
    return {
      summary: `${name} dry run results for workflow ${keyspace}.${workflow} at ${new Date().toUTCString()}`,
      start_state: describeTraffic(before),
      current_state: describeTraffic(before),
      dry_run_results: await dryRun(context, migration, plan, signal),
    };
  }
  await execute(context, request, migration, name, signal);
  const after = await trafficState(
    context,
    await loadMigration(context, keyspace, workflow, signal, request.shards),
    signal,
  );
  return {
    summary: `${name} was successful for workflow ${keyspace}.${workflow}`,
    start_state: describeTraffic(before),
    current_state: describeTraffic(after),
  };
};

type Decision = {
  /** Where the traffic of the workflow that was asked for goes. */
  readonly before: TrafficState;
  /** The workflow whose target gets the traffic. */
  readonly migration: Migration;
  readonly plan: Plan;
};

/** What the request means for the workflow as it is now. */
async function decide(context: Context, request: Request, asked: Migration, signal: AbortSignal): Promise<Decision> {
  const isBack = request.direction === BACKWARD;
  const before = await trafficState(context, asked, signal);
  const onlyReads = isBack && (await areOnlyReads(context, request, asked, before, signal));
  const migration = isBack && !onlyReads ? await reverseOf(context, asked, signal) : asked;
  const state = migration === asked ? before : await trafficState(context, migration, signal);
  return { before, migration, plan: await planOf(context, request, migration, { ...state, onlyReads }, signal) };
}

function checkSwitchable({ type, workflow }: Migration): void {
  if (switchable.has(type)) return;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `invalid action for ${String(type)} workflow: SwitchTraffic (${workflow})`,
  });
}

/** While the source has the writes there is no reverse workflow, and reads go back by the workflow itself. */
async function areOnlyReads(
  context: Context,
  { tablet_types }: Request,
  { sourceKeyspace, workflow }: Migration,
  { writes, reads }: TrafficState,
  signal: AbortSignal,
): Promise<boolean> {
  if (writes) return false;
  if (tablet_types.length > 0 && !tablet_types.includes('PRIMARY')) return true;
  const isAnySwitched = readTypes.some((type) => reads[type].switched.length > 0);
  return isAnySwitched && !(await findMigration(context, sourceKeyspace, reverseName(workflow), signal));
}

/** The workflow on the source that brings changes back. */
async function reverseOf(context: Context, forward: Migration, signal: AbortSignal): Promise<Migration> {
  return loadMigration(context, forward.sourceKeyspace, reverseName(forward.workflow), signal);
}

type Plan = {
  readonly reads: readonly ReadType[];
  readonly readsTo: Reads['to'];
  readonly writes: boolean;
  readonly cells: readonly string[];
  readonly timeoutMs: number;
  readonly enableReverse: boolean;
  readonly initializeSequences: boolean;
};

async function planOf(
  context: Context,
  request: Request,
  migration: Migration,
  state: TrafficState & { readonly onlyReads: boolean },
  signal: AbortSignal,
): Promise<Plan> {
  const types = new Set<unknown>(request.tablet_types);
  const isAll = types.size === 0;
  const reads = readTypes.filter((type) => isAll || types.has(type));
  const plan = {
    reads,
    readsTo: state.onlyReads ? ('source' as const) : ('target' as const),
    // Of a switch that was interrupted behind its journals the rest is done, also when gates went over already.
    writes: !state.onlyReads && (isAll || types.has('PRIMARY')) && (!state.writes || !migration.isFrozen),
    // Graphs are of cells: an alias, taken for one, would be passed over.
    cells: await context.topo.cells.expand(request.cells, { signal }),
    timeoutMs: durationMs(request.timeout, TIMEOUT_MS),
    enableReverse: request.enable_reverse_replication,
    initializeSequences: request.initialize_target_sequences,
  };
  // The source has everything, whatever became of the streams.
  if (state.onlyReads) return plan;
  await checkPlanned(context, migration, state, signal);
  const lagMsMax = request.force ? Number.POSITIVE_INFINITY : durationMs(request.max_replication_lag_allowed, LAG_MS);
  await checkReady(context, migration, plan, lagMsMax, signal);
  return plan;
}

/** What was switched already has passed this, and goes to its end. */
async function checkPlanned(
  context: Context,
  migration: Migration,
  { writes }: TrafficState,
  signal: AbortSignal,
): Promise<void> {
  if (writes || migration.isFrozen || (await readJournals(context, migration, signal)).size > 0) return;
  await checkWhole(context, migration, signal);
  await checkNothingIsLeftBehind(context, migration, signal);
}

/** What a VDiff writes at the streams that it lets rest, and starts again itself. */
const RESTS_FOR_VDIFF = /^(synchronizing )?for vdiff$/;

/**
 * Throws FAILED_PRECONDITION where the target does not have everything yet, and would not get it. INVARIANT: only the lag may be passed over by force: for what
 * is behind is waited, and rows that were not copied would be lost.
 */
async function checkReady(
  context: Context,
  migration: Migration,
  plan: Pick<Plan, 'writes'>,
  lagMsMax: number,
  signal: AbortSignal,
): Promise<void> {
  const fail = (why: string): never => {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `cannot switch traffic for workflow ${migration.workflow} at this time: ${why}`,
    });
  };
  if (migration.isFrozen) {
    if (plan.writes) fail('its writes were switched already, and its streams are frozen');
    return;
  }
  if ((await readJournals(context, migration, signal)).size > 0) return;
  for (const row of migration.streams) {
    if (row.state === 'Copying' || row.state === 'Init' || row.pos === '') fail('copy is still in progress');
    if (row.state === 'Error' || row.message.toLowerCase().startsWith('error'))
      fail(`a stream is in error: ${row.message}`);
    if (row.state === 'Stopped' && RESTS_FOR_VDIFF.test(row.message))
      fail('a VDiff holds a stream: wait for it, or stop it');
    if (row.state === 'Stopped' && row.message !== CUTOVER) fail('a stream is stopped: start the workflow first');
    const lag = transactionLag(row);
    if (Number(lag) * 1000 > lagMsMax && row.message !== CUTOVER) {
      fail(`replication lag ${lag}s is higher than allowed lag ${lagMsMax / 1000}s`);
    }
  }
  // One that was started again in the middle of its copy says that it runs until it has found a source.
  const [table] = await copyingTables(context, migration, signal);
  if (table !== undefined) fail(`copy is still in progress, of table ${table}`);
}

async function dryRun(context: Context, migration: Migration, plan: Plan, signal: AbortSignal): Promise<string[]> {
  const steps = plan.reads.length > 0 ? readSteps(migration, plan.reads, plan.readsTo) : [];
  if (!plan.writes) return steps;
  return [...steps, ...(await writeSteps(context, migration, plan, signal))];
}

/** `seen`: as it was before the locks were held. Whoever had them until now may have switched it, or ended it. */
async function execute(
  context: Context,
  request: Request,
  seen: Migration,
  action: string,
  signal: AbortSignal,
): Promise<void> {
  const { keyspace, workflow, shards } = request;
  await locked(context, seen, action, signal, async (held, hold) => {
    const asked = await loadMigration(context, keyspace, workflow, held, shards);
    const { migration: decided, plan } = await decide(context, request, asked, held);
    const migration = await loadMigration(context, decided.targetKeyspace, decided.workflow, held);
    if (plan.reads.length > 0) {
      await dropMirrors(context, migration, plan.reads, held);
      const reads: Reads = { types: plan.reads, cells: plan.cells, to: plan.readsTo };
      if (migration.subType !== 'Partial') await switchReads(context, migration, reads, held);
    }
    if (plan.writes) await switchWritesSafely(context, migration, plan, held, hold);
  });
}
