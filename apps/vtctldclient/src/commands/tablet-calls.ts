import { type GoValue, goJsonText, type Message, toGo } from '@vt/proto';
import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { fromProtoRow } from '@vt/sqltypes';
import { parseTabletAlias } from '@vt/topo';
import { durationOf, trueOrFalse } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { resultJson } from '../result-json.ts';
import { ruledTable } from '../text-table.ts';

type Result = Message<'query.QueryResult'>;

/** As Vitess's own client draws it. NULL is nothing: `--json` tells it from an empty text. */
export function table(result: Result | null): string {
  if (!result || result.fields.length === 0) return '';
  const rows = result.rows.map((row) => fromProtoRow(row).map((cell) => (cell === null ? '' : String(cell))));
  return ruledTable(
    result.fields.map(({ name }) => name),
    rows,
  );
}

const fetchFlags = {
  json: flag.boolean('print the result as JSON'),
  'max-rows': flag.integer('rows that may come back', { default: 10_000 }),
};

export const executeFetchAsDba = defineCommand({
  name: 'ExecuteFetchAsDBA',
  args: ['alias', 'sql'],
  short: 'Runs a statement on a tablet’s mysqld as its administrator.',
  flags: flagGroup('Execute', {
    ...fetchFlags,
    'disable-binlogs': flag.boolean('do not replicate it'),
    'reload-schema': flag.boolean('make the tablet read its schema again afterwards'),
  }),
  async run({ client, args: [alias = '', query = ''], flags, print }) {
    const { result } = await client.call('ExecuteFetchAsDBA', {
      tablet_alias: parseTabletAlias(alias),
      query,
      max_rows: BigInt(flags['max-rows']),
      disable_binlogs: flags['disable-binlogs'],
      reload_schema: flags['reload-schema'],
    });
    print(flags.json ? (result ? goJsonText(resultJson(result)) : 'null') : table(result));
  },
});

export const executeHook = defineCommand({
  name: 'ExecuteHook',
  args: ['alias', 'hook', 'parameter…'],
  short: 'Runs a hook, a program in $VTROOT/vthook, on a tablet’s host.',
  flags: flagGroup('Hook', { env: flag.list('variables for the hook, as name=value') }),
  async run({ client, args: [alias = '', name = '', ...parameters], flags, print }) {
    const extra_env = Object.fromEntries(
      flags.env.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
    );
    const hook = { name, parameters, extra_env };
    const answer = await client.call('ExecuteHook', {
      tablet_alias: parseTabletAlias(alias),
      tablet_hook_request: hook,
    });
    print(client.json('vtctldata.ExecuteHookResponse', answer));
  },
});

export const executeFetchAsApp = defineCommand({
  name: 'ExecuteFetchAsApp',
  args: ['alias', 'sql'],
  short: 'Runs a statement on a tablet’s mysqld as the application.',
  flags: flagGroup('Execute', { ...fetchFlags, 'use-pool': flag.boolean('on a connection of the application’s pool') }),
  async run({ client, args: [alias = '', query = ''], flags, print }) {
    const { result } = await client.call('ExecuteFetchAsApp', {
      tablet_alias: parseTabletAlias(alias),
      query,
      max_rows: BigInt(flags['max-rows']),
      use_pool: flags['use-pool'],
    });
    print(flags.json ? (result ? goJsonText(resultJson(result)) : 'null') : table(result));
  },
});

export const executeMultiFetchAsDba = defineCommand({
  name: 'ExecuteMultiFetchAsDBA',
  args: ['alias', 'sql'],
  short: 'Runs several statements on a tablet’s mysqld as its administrator.',
  flags: flagGroup('Execute', {
    ...fetchFlags,
    'disable-binlogs': flag.boolean('do not replicate them'),
    'reload-schema': flag.boolean('make the tablet read its schema again afterwards'),
  }),
  async run({ client, args: [alias = '', sql = ''], flags, print }) {
    const answer = await client.call('ExecuteMultiFetchAsDBA', {
      tablet_alias: parseTabletAlias(alias),
      sql,
      max_rows: BigInt(flags['max-rows']),
      disable_binlogs: flags['disable-binlogs'],
      reload_schema: flags['reload-schema'],
    });
    if (flags.json) return print(goJsonText(answer.results.map(resultJson)));
    for (const result of answer.results) print(table(result));
  },
});

export const changeTabletTags = defineCommand({
  name: 'ChangeTabletTags',
  args: ['alias', 'tag…'],
  short: 'Sets tags of a tablet, as name=value; an empty value removes one.',
  flags: flagGroup('Tags', { replace: flag.boolean('and removes those that are not named') }),
  async run({ client, args: [alias = '', ...items], flags, print }) {
    if (items.length === 0) throw new FlagError('ChangeTabletTags wants at least one tag, as name=value');
    for (const item of items) if (!/^[^=]+=/.test(item)) throw new FlagError(`'${item}' is not of the form name=value`);
    const tags = Object.fromEntries(items.map((item) => [item.split('=')[0] ?? '', item.slice(item.indexOf('=') + 1)]));
    const answer = await client.call('ChangeTabletTags', {
      tablet_alias: parseTabletAlias(alias),
      tags,
      replace: flags.replace,
    });
    const text = (map: Readonly<Record<string, string>>) =>
      Object.entries(map)
        .sort()
        .map(([name, value]) => `${name}: "${value}"`)
        .join(' ');
    print(`- [${text(answer.before_tags)}]\n+ [${text(answer.after_tags)}]`);
  },
});

/** Vitess prints the checksums as text here, and no zeros. */
function permissionsJson({ user_permissions, db_permissions }: Message<'tabletmanagerdata.Permissions'>): GoValue {
  const users = user_permissions.map((user) => {
    const json = toGo('tabletmanagerdata.UserPermission', user) as Readonly<Record<string, GoValue>>;
    return user.password_checksum === 0n ? json : { ...json, password_checksum: String(user.password_checksum) };
  });
  const rights = db_permissions.map((one) => toGo('tabletmanagerdata.DbPermission', one));
  return { ...(users.length > 0 && { user_permissions: users }), ...(rights.length > 0 && { db_permissions: rights }) };
}

export const getPermissions = defineCommand({
  name: 'GetPermissions',
  args: ['alias'],
  short: 'Prints the accounts of a tablet’s mysqld.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    const { permissions } = await client.call('GetPermissions', { tablet_alias: parseTabletAlias(alias) });
    print(permissions ? goJsonText(permissionsJson(permissions)) : 'null');
  },
});

export const getTabletVersion = defineCommand({
  name: 'GetTabletVersion',
  args: ['alias'],
  short: 'Prints the version of a tablet’s program, from its debug vars.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    print((await client.call('GetVersion', { tablet_alias: parseTabletAlias(alias) })).version);
  },
});

export const runHealthCheck = defineCommand({
  name: 'RunHealthCheck',
  args: ['alias'],
  short: 'Makes a tablet look at its health now.',
  flags: {},
  async run({ client, args: [alias = ''] }) {
    await client.call('RunHealthCheck', { tablet_alias: parseTabletAlias(alias) });
  },
});

export const setWritable = defineCommand({
  name: 'SetWritable',
  args: ['alias', 'true/false'],
  short: 'Makes a tablet’s mysqld writable, or read-only.',
  flags: {},
  async run({ client, args: [alias = '', value = ''] }) {
    await client.call('SetWritable', { tablet_alias: parseTabletAlias(alias), writable: trueOrFalse(value) });
  },
});

export const sleepTablet = defineCommand({
  name: 'SleepTablet',
  args: ['alias', 'duration'],
  short: 'Holds a tablet’s actions up for a while; for tests.',
  flags: {},
  async run({ client, args: [alias = '', text = ''] }) {
    await client.call('SleepTablet', { tablet_alias: parseTabletAlias(alias), duration: durationOf(text) });
  },
});

export const startReplication = defineCommand({
  name: 'StartReplication',
  args: ['alias'],
  short: 'Starts replication of a tablet.',
  flags: {},
  async run({ client, args: [alias = ''] }) {
    await client.call('StartReplication', { tablet_alias: parseTabletAlias(alias) });
  },
});

export const stopReplication = defineCommand({
  name: 'StopReplication',
  args: ['alias'],
  short: 'Stops replication of a tablet.',
  flags: {},
  async run({ client, args: [alias = ''] }) {
    await client.call('StopReplication', { tablet_alias: parseTabletAlias(alias) });
  },
});
