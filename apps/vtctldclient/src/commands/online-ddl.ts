import { VtError } from '@vt/base';
import { flag, flagGroup } from '@vt/servenv/cli';
import type { Client } from '../client.ts';
import { type Command, defineCommand } from '../command.ts';
import { migrationTable } from '../migration-table.ts';

const FAMILY = 'OnlineDDL';
const RECENT_S = 7n * 86_400n;
const ORDERS: Readonly<Record<string, 'ASCENDING' | 'DESCENDING'>> = {
  asc: 'ASCENDING',
  ascending: 'ASCENDING',
  desc: 'DESCENDING',
  descending: 'DESCENDING',
};
const STATUSES = ['CANCELLED', 'COMPLETE', 'FAILED', 'QUEUED', 'READY', 'REQUESTED', 'RUNNING'] as const;
const ID = /^[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}$/;
const callerFlags = flagGroup('Caller', { 'caller-id': flag.string('who asks, as tablets see it') });

type Verb = 'Cancel' | 'Cleanup' | 'Complete' | 'ForceCutOver' | 'Launch' | 'Retry';

function verb(name: string, method: Verb, short: string): Command {
  return defineCommand({
    name: `${FAMILY} ${name}`,
    args: ['keyspace', 'uuid|all'],
    short,
    flags: callerFlags,
    async run({ client, args: [keyspace = '', uuid = ''], flags, print }) {
      if (uuid !== 'all' && !ID.test(uuid)) throw invalid(`${uuid} is not a valid UUID`);
      const caller_id = flags['caller-id'] === '' ? null : { principal: flags['caller-id'] };
      const answer = await client.call(`${method}SchemaMigration`, { keyspace, uuid, caller_id });
      print(client.json(`vtctldata.${method}SchemaMigrationResponse`, answer));
    },
  });
}

export const onlineDdlCancel = verb('cancel', 'Cancel', 'Ends migrations that are not over.');
export const onlineDdlCleanup = verb('cleanup', 'Cleanup', 'Lets the tables that migrations kept go.');
export const onlineDdlComplete = verb('complete', 'Complete', 'Lets migrations complete that were told to wait.');
export const onlineDdlForceCutOver = verb(
  'force-cutover',
  'ForceCutOver',
  'Swaps the table at the next attempt, ending whoever holds it.',
);
export const onlineDdlLaunch = verb('launch', 'Launch', 'Starts migrations that were told to wait.');
export const onlineDdlRetry = verb('retry', 'Retry', 'Tries migrations that failed or were cancelled again.');

export const onlineDdlShow = defineCommand({
  name: `${FAMILY} show`,
  args: ['keyspace', 'uuid|all|recent|status|context…'],
  short: 'Lists migrations.',
  flags: flagGroup('Output', {
    json: flag.boolean('all there is, as JSON'),
    limit: flag.integer('how many at most; 0: all'),
    order: flag.string('by age: asc or desc', { default: 'asc' }),
    skip: flag.integer('how many to leave out first'),
  }),
  async run({ client, args: [keyspace = '', which = ''], flags, print }) {
    const order = ORDERS[flags.order];
    if (order === undefined) throw invalid(`invalid order ${flags.order}: use asc, ascending, desc or descending`);
    const answer = await client.call('GetSchemaMigrations', {
      keyspace,
      ...filterOf(which),
      order,
      limit: BigInt(flags.limit),
      skip: BigInt(flags.skip),
    });
    print(
      flags.json ? client.json('vtctldata.GetSchemaMigrationsResponse', answer) : migrationTable(answer.migrations),
    );
  },
});

function filterOf(which: string) {
  if (which === '' || which === 'all') return {};
  if (which === 'recent') return { recent: { seconds: RECENT_S, nanos: 0 } };
  const status = STATUSES.find((name) => name === which.toUpperCase());
  if (status) return { status };
  return ID.test(which) ? { uuid: which } : { migration_context: which };
}

const throttleFlags = flagGroup('Throttling', {
  expire: flag.duration('for how long', { default: 3_600_000 }),
  ratio: flag.float('share of requests that are refused', { default: 1 }),
});

export const onlineDdlThrottle = defineCommand({
  name: `${FAMILY} throttle`,
  args: ['keyspace', 'uuid|all'],
  short: 'Holds migrations back.',
  flags: throttleFlags,
  async run({ client, args: [keyspace = '', uuid = ''], flags, print }) {
    const seconds = BigInt(Math.floor((Date.now() + flags.expire) / 1000));
    await setRule(client, keyspace, uuid, { ratio: flags.ratio, expires_at: { seconds, nanoseconds: 0 } });
    print('{}');
  },
});

export const onlineDdlUnthrottle = defineCommand({
  name: `${FAMILY} unthrottle`,
  args: ['keyspace', 'uuid|all'],
  short: 'Holds migrations back no more.',
  flags: {},
  async run({ client, args: [keyspace = '', uuid = ''], print }) {
    await setRule(client, keyspace, uuid, { ratio: 0, expires_at: { seconds: 0n, nanoseconds: 0 } });
    print('{}');
  },
});

type Rule = { readonly ratio: number; readonly expires_at: { readonly seconds: bigint; readonly nanoseconds: number } };

async function setRule(client: Client, keyspace: string, uuid: string, rule: Rule): Promise<void> {
  if (uuid !== 'all' && !ID.test(uuid)) throw invalid(`${uuid} is not a valid UUID`);
  const throttled_app = { name: uuid === 'all' ? 'online-ddl' : uuid, ...rule, exempt: false };
  await client.call('UpdateThrottlerConfig', { keyspace, throttled_app });
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
