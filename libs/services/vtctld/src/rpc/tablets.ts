import { VtError } from '@vt/base';
import { durabilityPolicy } from '@vt/reparent';
import { orAbsent, type Shard, type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import type { Context, Handler } from '../context.ts';
import { aliasOf, requestedTablet } from '../shard-tablets.ts';

/**
 * Tablets by alias, or by keyspace, shard, cell and type, in the order of their aliases. Of several that claim to be primary of a shard, all but the one with the
 * latest term are shown as UNKNOWN: they have not noticed yet.
 */
export const getTablets: Handler<'GetTablets'> = async (request, { topo, log }, signal) => {
  const { tablet_aliases, keyspace, shard, cells, strict, tablet_type } = request;
  if (tablet_aliases.length > 0) {
    const many = await topo.tablets.getMany(tablet_aliases, { signal });
    const missing = tablet_aliases.find((alias) => !many.has(tabletAliasString(alias)));
    if (strict && missing)
      throw new VtError({ code: 'NOT_FOUND', message: `tablet ${tabletAliasString(missing)} does not exist` });
    return { tablets: [...many.values()].map(({ value }) => value) };
  }
  const { found, errors } = await topo.tablets.inCells(cells.length > 0 ? cells : undefined, { signal });
  for (const [cell, error] of errors) {
    if (strict) throw new VtError({ code: 'UNAVAILABLE', message: `cell ${cell}: ${error.message}` });
    log.warn({ cell, error: error.message }, 'a cell does not answer');
  }
  const tablets = found.map(({ value }) => value);
  const wanted = tablets.filter(
    (t) => (keyspace === '' || t.keyspace === keyspace) && (shard === '' || t.shard === shard),
  );
  // Nobody is there: is the shard?
  if (keyspace !== '' && shard !== '' && wanted.length === 0) await topo.shards.get(keyspace, shard, { signal });
  const shown = withoutStalePrimaries(wanted).sort((a, b) => (aliasOf(a) < aliasOf(b) ? -1 : 1));
  return { tablets: tablet_type === 'UNKNOWN' ? shown : shown.filter((t) => t.type === tablet_type) };
};

function withoutStalePrimaries(tablets: readonly Tablet[]): Tablet[] {
  const term = (t: Tablet): number =>
    Number(t.primary_term_start_time?.seconds ?? 0n) + (t.primary_term_start_time?.nanoseconds ?? 0) / 1e9;
  const latest = new Map<string, number>();
  for (const t of tablets) {
    const key = `${t.keyspace}/${t.shard}`;
    if (t.type === 'PRIMARY') latest.set(key, Math.max(latest.get(key) ?? 0, term(t)));
  }
  return tablets.map((t) =>
    t.type === 'PRIMARY' && term(t) < (latest.get(`${t.keyspace}/${t.shard}`) ?? 0) ? { ...t, type: 'UNKNOWN' } : t,
  );
}

export const getTablet: Handler<'GetTablet'> = async ({ tablet_alias }, context, signal) => ({
  tablet: await requestedTablet(context, tablet_alias, signal),
});

export const deleteTablets: Handler<'DeleteTablets'> = async ({ tablet_aliases, allow_primary }, context, signal) => {
  for (const alias of tablet_aliases) {
    const tablet = await requestedTablet(context, alias, signal);
    if (tablet.type === 'PRIMARY' && !allow_primary) {
      throw new VtError({
        code: 'FAILED_PRECONDITION',
        message: `tablet ${aliasOf(tablet)} is the primary of ${tablet.keyspace}/${tablet.shard}; use --allow-primary if that is meant`,
      });
    }
    if (tablet.type === 'PRIMARY') await forgetPrimary(context, tablet, signal);
    await context.topo.tablets.delete(alias, { signal });
  }
  return {};
};

/** A shard whose primary is deleted has none: a tablet that is made with its alias is not taken for it. */
async function forgetPrimary({ topo }: Context, tablet: Tablet, signal: AbortSignal): Promise<void> {
  const { keyspace, shard } = tablet;
  if ((await orAbsent(topo.shards.get(keyspace, shard, { signal }))) === undefined) return;
  const lock = await topo.shards.lock(keyspace, shard, `DeleteTablets(${aliasOf(tablet)})`, { signal });
  try {
    const forget = (record: Shard): void => {
      if (tabletAliasEqual(record.primary_alias ?? undefined, tablet.alias ?? undefined)) record.primary_alias = null;
    };
    await topo.shards.updateFields(keyspace, shard, forget, { signal });
  } finally {
    await lock.unlock();
  }
}

export const changeTabletType: Handler<'ChangeTabletType'> = async (
  { tablet_alias, db_type, dry_run },
  context,
  signal,
) => {
  const before = await requestedTablet(context, tablet_alias, signal);
  const replicaTypes = ['REPLICA', 'RDONLY', 'SPARE', 'EXPERIMENTAL', 'DRAINED'];
  if (before.type === 'PRIMARY' || !replicaTypes.includes(String(db_type))) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `tablet ${aliasOf(before)} type change ${before.type} -> ${db_type} is not an allowed transition for ChangeTabletType`,
    });
  }
  if (dry_run) return { before_tablet: before, after_tablet: { ...before, type: db_type }, was_dry_run: true };
  const semiSync = await acknowledges(context, { ...before, type: db_type }, signal);
  await context.tablets.call(
    before,
    'ChangeType',
    { tablet_type: db_type, semiSync },
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return { before_tablet: before, after_tablet: await requestedTablet(context, tablet_alias, signal) };
};

/** Whether a tablet acknowledges the writes of its shard's primary, as the keyspace's durability policy has it. A shard without primary: whoever becomes it tells its replicas. */
async function acknowledges({ topo }: Context, tablet: Tablet, signal: AbortSignal): Promise<boolean> {
  const { keyspace, shard } = tablet;
  const { ackers, mayAck } = durabilityPolicy((await topo.keyspaces.get(keyspace, { signal })).value.durability_policy);
  const { primary_alias } = (await topo.shards.get(keyspace, shard, { signal })).value;
  if (ackers === 0 || !primary_alias) return false;
  return mayAck((await topo.tablets.get(primary_alias, { signal })).value, tablet);
}

/** Methods that only pass a wish on to the tablet. */
export const pingTablet: Handler<'PingTablet'> = async ({ tablet_alias }, context, signal) => {
  await context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'Ping',
    { payload: 'ping' },
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const refreshState: Handler<'RefreshState'> = async ({ tablet_alias }, context, signal) => {
  await context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'RefreshState',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const runHealthCheck: Handler<'RunHealthCheck'> = async ({ tablet_alias }, context, signal) => {
  await context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'RunHealthCheck',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const setWritable: Handler<'SetWritable'> = async ({ tablet_alias, writable }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  await context.tablets.call(
    tablet,
    writable ? 'SetReadWrite' : 'SetReadOnly',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const startReplication: Handler<'StartReplication'> = async ({ tablet_alias }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  await context.tablets.call(
    tablet,
    'StartReplication',
    { semiSync: await acknowledges(context, tablet, signal) },
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const stopReplication: Handler<'StopReplication'> = async ({ tablet_alias }, context, signal) => {
  await context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'StopReplication',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const getFullStatus: Handler<'GetFullStatus'> = async ({ tablet_alias }, context, signal) =>
  context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'FullStatus',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );

export const executeFetchAsDba: Handler<'ExecuteFetchAsDBA'> = async (request, context, signal) => {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  const { query, max_rows, disable_binlogs, reload_schema } = request;
  const manager = {
    query: Buffer.from(query),
    db_name: tablet.db_name_override || `vt_${tablet.keyspace}`,
    max_rows: BigInt(max_rows),
    disable_binlogs,
    reload_schema,
  };
  return context.tablets.call(tablet, 'ExecuteFetchAsDba', manager, { signal, timeoutMs: context.remoteTimeoutMs });
};

export const executeFetchAsApp: Handler<'ExecuteFetchAsApp'> = async (request, context, signal) => {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  return context.tablets.call(
    tablet,
    'ExecuteFetchAsApp',
    { query: Buffer.from(request.query), max_rows: BigInt(request.max_rows) },
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
};
