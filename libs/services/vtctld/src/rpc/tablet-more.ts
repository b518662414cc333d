import { VtError } from '@vt/base';
import { create } from '@vt/proto';
import { plannedReparent } from '@vt/reparent';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { databaseOf, durationMs, requestedTablet } from '../shard-tablets.ts';
import { checkActive } from './reparent.ts';
import { tabletVersion } from './validate/tablet-version.ts';

export const changeTabletTags: Handler<'ChangeTabletTags'> = async (
  { tablet_alias, tags, replace },
  context,
  signal,
) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  const after = await ask(context, tablet, 'ChangeTags', { tags, replace }, signal);
  return { before_tags: tablet.tags, after_tags: after.tags };
};

export const getVersion: Handler<'GetVersion'> = async ({ tablet_alias }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  return { version: await tabletVersion(context, tablet, signal) };
};

export const getPermissions: Handler<'GetPermissions'> = async ({ tablet_alias }, context, signal) =>
  ask(context, await requestedTablet(context, tablet_alias, signal), 'GetPermissions', {}, signal);

export const sleepTablet: Handler<'SleepTablet'> = async ({ tablet_alias, duration }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  const ms = durationMs(duration, context.remoteTimeoutMs);
  const timeoutMs = ms + context.remoteTimeoutMs;
  await context.tablets.call(tablet, 'Sleep', { duration: BigInt(Math.round(ms * 1e6)) }, { signal, timeoutMs });
  return {};
};

export const executeHook: Handler<'ExecuteHook'> = async ({ tablet_alias, tablet_hook_request }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  if (!tablet_hook_request) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'ExecuteHook without a hook' });
  const { name } = tablet_hook_request;
  if (name.includes('/'))
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `hook name cannot contain a '/'; was ${name}` });
  return { hook_result: await ask(context, tablet, 'ExecuteHook', tablet_hook_request, signal) };
};

export const executeMultiFetchAsDba: Handler<'ExecuteMultiFetchAsDBA'> = async (request, context, signal) => {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  const { sql, max_rows, disable_binlogs, reload_schema } = request;
  return ask(
    context,
    tablet,
    'ExecuteMultiFetchAsDba',
    { sql: Buffer.from(sql), db_name: databaseOf(tablet), max_rows: BigInt(max_rows), disable_binlogs, reload_schema },
    signal,
  );
};

/** The old name of a first PlannedReparentShard. */
export const initShardPrimary: Handler<'InitShardPrimary'> = async (request, context, signal) => {
  checkActive(context);
  const { keyspace, shard, primary_elect_tablet_alias, force, wait_replicas_timeout } = request;
  const { value } = await context.topo.shards.get(keyspace, shard, { signal });
  if (value.primary_alias && !force) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `shard ${keyspace}/${shard} already has a primary: use PlannedReparentShard`,
    });
  }
  const planned = { keyspace, shard, new_primary: primary_elect_tablet_alias, wait_replicas_timeout };
  const { events } = await plannedReparent(context, create('vtctldata.PlannedReparentShardRequest', planned), signal);
  return { events: events.list };
};

export const deleteSrvVSchema: Handler<'DeleteSrvVSchema'> = async ({ cell }, { topo }, signal) => {
  await topo.serving.deleteVSchema(cell, { signal });
  return {};
};

export const getMirrorRules: Handler<'GetMirrorRules'> = async (_request, { topo }, signal) => ({
  mirror_rules: await topo.rules.mirror.get({ signal }),
});
