import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { defineCommand } from '../command.ts';

export const checkThrottler = defineCommand({
  name: 'CheckThrottler',
  args: ['alias'],
  short: 'Asks a tablet’s throttler whether an app may go on.',
  flags: flagGroup('Check', {
    'app-name': flag.string('the app that asks', { default: 'vitess' }),
    'ok-if-not-exists': flag.boolean('a metric that is not there is no reason to hold back'),
    'request-heartbeats': flag.boolean('keep the throttler awake'),
    scope: flag.choice(['', 'shard', 'self'], 'whose values decide; if empty: each metric’s own scope'),
  }),
  async run({ client, args: [alias = ''], flags, print }) {
    const answer = await client.call('CheckThrottler', {
      tablet_alias: parseTabletAlias(alias),
      app_name: flags['app-name'],
      scope: flags.scope,
      skip_request_heartbeats: !flags['request-heartbeats'],
      ok_if_not_exists: flags['ok-if-not-exists'],
    });
    print(client.json('vtctldata.CheckThrottlerResponse', answer));
  },
});

export const getThrottlerStatus = defineCommand({
  name: 'GetThrottlerStatus',
  args: ['alias'],
  short: 'Shows what a tablet’s throttler measures, and its settings.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    const answer = await client.call('GetThrottlerStatus', { tablet_alias: parseTabletAlias(alias) });
    print(client.json('vtctldata.GetThrottlerStatusResponse', answer));
  },
});

const HOUR_MS = 3_600_000;

export const updateThrottlerConfig = defineCommand({
  name: 'UpdateThrottlerConfig',
  args: ['keyspace'],
  short: 'Changes the settings of the throttlers of a keyspace’s tablets.',
  flags: flagGroup('Throttler', {
    'app-metrics': flag.list('metrics that decide for the app; none: those of all'),
    'app-name': flag.string('app whose metrics are set'),
    'check-as-check-self': flag.boolean('a tablet’s own values decide where a check does not say'),
    'check-as-check-shard': flag.boolean('the values of the shard decide, as at first'),
    'custom-query': flag.string('query whose value takes the place of the replication lag; a space: the lag again'),
    disable: flag.boolean('hold nobody back'),
    enable: flag.boolean('begin to measure, and hold back'),
    'metric-name': flag.string('metric whose threshold is set; if empty: the default one'),
    'throttle-app': flag.string('app that is refused'),
    'throttle-app-duration': flag.duration('for how long', { default: HOUR_MS }),
    'throttle-app-exempt': flag.boolean('the app is never refused'),
    'throttle-app-ratio': flag.float('how many of its checks are refused, 0 to 1', { default: 1 }),
    threshold: flag.float('value above which apps are held back', { default: 0 }),
    'unthrottle-app': flag.string('app whose rule ends'),
  }),
  async run({ client, args: [keyspace = ''], flags }) {
    if (flags['throttle-app'] !== '' && flags['unthrottle-app'] !== '')
      throw new FlagError('give one of --throttle-app and --unthrottle-app');
    if (flags['app-name'] === '' && flags['app-metrics'].length > 0)
      throw new FlagError('--app-metrics wants --app-name too');
    const app = flags['throttle-app'] || flags['unthrottle-app'];
    const durationMs = flags['throttle-app'] ? flags['throttle-app-duration'] : 0;
    const expires = Date.now() + durationMs;
    const expires_at = { seconds: BigInt(Math.floor(expires / 1000)), nanoseconds: 0 };
    await client.call('UpdateThrottlerConfig', {
      keyspace,
      enable: flags.enable,
      disable: flags.disable,
      threshold: flags.threshold,
      custom_query: flags['custom-query'].trim(),
      custom_query_set: flags['custom-query'] !== '',
      check_as_check_self: flags['check-as-check-self'],
      check_as_check_shard: flags['check-as-check-shard'],
      metric_name: flags['metric-name'],
      app_name: flags['app-name'],
      app_checked_metrics: [...flags['app-metrics']],
      ...(app !== '' && {
        throttled_app: {
          name: app,
          ratio: flags['throttle-app-ratio'],
          exempt: flags['throttle-app-exempt'],
          expires_at,
        },
      }),
    });
  },
});
