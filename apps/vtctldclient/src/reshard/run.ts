import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { Client } from '../client.ts';
import { isCopying, type Progress, progressLine, progressOf } from '../commands/workflows/status.ts';
import { show } from '../commands/workflows/vdiff.ts';
import { planReshard, type ReshardPlan, rangeOf } from './plan.ts';
import { between, type Counts, countsOf, type Health, type Limits, Watch } from './watch.ts';

export type ReshardOptions = {
  readonly keyspace: string;
  readonly count: number;
  readonly workflow: string;
  /** `host:port` of gates' pages; empty: only the streams are watched. */
  readonly gates: readonly string[];
  readonly watchMs: number;
  readonly pollMs: number;
  readonly limits: Limits;
  readonly complete: boolean;
  readonly dryRun: boolean;
  readonly print: (text: string) => void;
};

const NANOS = 1e6;
const duration = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: Math.round((ms % 1000) * NANOS) });
const SWITCH_TIMEOUT_MS = 30_000;

/** Everything from the plan to the watched switch. Each step finds what an earlier run did, and goes on from there. */
export async function runReshard(client: Client, options: ReshardOptions): Promise<void> {
  const { keyspace, count, print } = options;
  const plan = await planOf(client, options);
  const state = await stateOf(client, options);
  if (plan.isDone && state !== 'running') {
    return print(`Keyspace ${keyspace} has ${count} ${count === 1 ? 'shard' : 'shards'} already.`);
  }
  if (!plan.isDone) {
    print(`Plan: ${plan.sources.join(', ')} → ${plan.targets.join(', ')} (workflow ${options.workflow})`);
    refuseMissing(keyspace, plan);
    if (options.dryRun) return print('Dry run: nothing was changed.');
    if (state === 'absent') await createWorkflow(client, options, plan);
    await waitForCopy(client, options);
    await compare(client, options);
    const before = await measure(options, options.watchMs);
    await switchTraffic(client, options, ['REPLICA', 'RDONLY']);
    await switchTraffic(client, options, ['PRIMARY']);
    await watch(client, options, before);
  }
  await finish(client, options);
}

async function planOf(client: Client, { keyspace, count }: ReshardOptions): Promise<ReshardPlan> {
  const { shards } = await client.call('FindAllShardsInKeyspace', { keyspace });
  const known = Object.entries(shards).map(([name, { shard }]) => ({
    name,
    isServing: shard?.is_primary_serving ?? false,
    hasPrimary: shard?.primary_alias !== null && shard?.primary_alias !== undefined,
    range: rangeOf(name),
  }));
  return planReshard(known, count);
}

function refuseMissing(keyspace: string, { missing }: ReshardPlan): void {
  if (missing.length === 0) return;
  const flags = missing.map((shard) => `  --init-keyspace ${keyspace} --init-shard ${shard}`);
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `these shards have no primary yet: ${missing.join(', ')}. Start tablets for them, with\n${flags.join('\n')}\nand run this again`,
  });
}

async function stateOf(client: Client, { keyspace, workflow }: ReshardOptions): Promise<'absent' | 'running'> {
  const { workflows } = await client.call('GetWorkflows', { keyspace, workflow, name_only: true });
  return workflows.length === 0 ? 'absent' : 'running';
}

async function createWorkflow(client: Client, options: ReshardOptions, plan: ReshardPlan): Promise<void> {
  await client.call('ReshardCreate', {
    workflow: options.workflow,
    keyspace: options.keyspace,
    source_shards: [...plan.sources],
    target_shards: [...plan.targets],
    tablet_types: ['REPLICA', 'PRIMARY'],
    tablet_selection_preference: 'INORDER',
    on_ddl: 'STOP',
    defer_secondary_keys: true,
    auto_start: true,
  });
  options.print('Copying has begun.');
}

type Status = Message<'vtctldata.WorkflowStatusResponse'>;

async function statusOf(client: Client, { keyspace, workflow }: ReshardOptions): Promise<Status> {
  const status = await client.call('WorkflowStatus', { keyspace, workflow });
  for (const { streams } of Object.values(status.shard_streams)) {
    const failed = streams.find(({ status: state }) => state === 'Error');
    if (failed) throw new VtError({ code: 'ABORTED', message: `stream ${failed.id} failed: ${failed.info}` });
  }
  return status;
}

async function waitForCopy(client: Client, options: ReshardOptions): Promise<void> {
  let first: Progress | undefined;
  for (;;) {
    const status = await statusOf(client, options);
    const isNew = Object.values(status.shard_streams).some(({ streams }) =>
      streams.some(({ position }) => position === ''),
    );
    if (!isCopying(status) && !isNew) break;
    const now = progressOf(status, Date.now());
    first ??= now;
    options.print(progressLine(first, now));
    await delay(options.pollMs);
  }
  options.print('Everything is copied.');
}

/** A comparison that has ended without a difference is not done again. */
async function compare(client: Client, options: ReshardOptions): Promise<void> {
  const about = { workflow: options.workflow, target_keyspace: options.keyspace };
  let summary = await show(client, about, 'last');
  if (!summary || ['error', 'stopped'].includes(summary.State)) {
    await client.call('VDiffCreate', {
      ...about,
      uuid: '',
      tablet_types: ['RDONLY', 'REPLICA', 'PRIMARY'],
      tablet_selection_preference: 'INORDER',
      limit: 9_223_372_036_854_775_807n,
      filtered_replication_wait_time: duration(SWITCH_TIMEOUT_MS),
      max_extra_rows_to_compare: 1_000n,
      max_report_sample_rows: 10n,
      auto_retry: true,
    });
  }
  for (;;) {
    summary = await show(client, about, 'last');
    if (summary && !['pending', 'started'].includes(summary.State)) break;
    options.print(`Comparing: ${summary?.RowsCompared ?? 0} rows`);
    await delay(options.pollMs);
  }
  if (summary.State !== 'completed' || summary.HasMismatch) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `the comparison ${summary.UUID} ended as ${summary.State}, ${summary.HasMismatch ? 'with' : 'without'} differences: traffic stays where it is. VDiff show ${summary.UUID} tells more`,
    });
  }
  options.print(`Compared ${summary.RowsCompared} rows: they are the same.`);
}

async function switchTraffic(
  client: Client,
  { keyspace, workflow, print }: ReshardOptions,
  types: ('PRIMARY' | 'RDONLY' | 'REPLICA')[],
): Promise<void> {
  const startMs = Date.now();
  const { current_state } = await client.call('WorkflowSwitchTraffic', {
    keyspace,
    workflow,
    tablet_types: types,
    enable_reverse_replication: true,
    timeout: duration(SWITCH_TIMEOUT_MS),
    max_replication_lag_allowed: duration(SWITCH_TIMEOUT_MS),
  });
  print(`${types.join(', ').toLowerCase()}: ${current_state} (${Date.now() - startMs} ms)`);
}

async function countsNow({ gates }: ReshardOptions): Promise<Counts> {
  const pages = gates.map(async (gate) => (await fetch(`http://${gate}/debug/vars`)).json());
  return countsOf(await Promise.all(pages));
}

async function measure(options: ReshardOptions, ms: number): Promise<Health> {
  if (options.gates.length === 0) return { calls: 0, errorShare: 0, meanMs: 0 };
  const before = await countsNow(options);
  await delay(Math.min(ms, options.pollMs * 5));
  return between(before, await countsNow(options));
}

/** Looks at the gates for a while; sends traffic back when they are worse off than before. */
async function watch(client: Client, options: ReshardOptions, before: Health): Promise<void> {
  const { keyspace, workflow, print, gates } = options;
  print(`Watching for ${options.watchMs / 1000}s${gates.length === 0 ? ' (the way back only: no --gates)' : ''}.`);
  const looks = new Watch(before, options.limits);
  for (const end = Date.now() + options.watchMs; Date.now() < end; ) {
    const start = await countsNow(options);
    await delay(options.pollMs);
    const why = looks.look(between(start, await countsNow(options)));
    if (why === undefined) continue;
    print(`Going back: ${why}.`);
    await client.call('WorkflowSwitchTraffic', {
      keyspace,
      workflow,
      direction: 1,
      enable_reverse_replication: true,
      timeout: duration(SWITCH_TIMEOUT_MS),
    });
    throw new VtError({ code: 'ABORTED', message: `traffic went back to the old shards: ${why}` });
  }
}

async function finish(client: Client, { keyspace, workflow, complete, print }: ReshardOptions): Promise<void> {
  if (!complete) {
    print(
      `The new shards serve. Traffic can go back: Reshard --target-keyspace ${keyspace} --workflow ${workflow} reversetraffic; or run this again with --complete.`,
    );
    return;
  }
  const { summary } = await client.call('MoveTablesComplete', { workflow, target_keyspace: keyspace });
  print(summary);
}
