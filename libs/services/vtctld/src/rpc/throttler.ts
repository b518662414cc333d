import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { orAbsent } from '@vt/topo';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { requestedTablet } from '../shard-tablets.ts';

type Config = Message<'topodata.ThrottlerConfig'>;
type Update = Message<'vtctldata.UpdateThrottlerConfigRequest'>;

export const checkThrottler: Handler<'CheckThrottler'> = async (request, context, signal) => {
  const { tablet_alias, app_name, scope, skip_request_heartbeats, ok_if_not_exists } = request;
  const tablet = await requestedTablet(context, tablet_alias, signal);
  const check = { app_name, scope, skip_request_heartbeats, ok_if_not_exists };
  return { tablet_alias, Check: await ask(context, tablet, 'CheckThrottler', check, signal) };
};

export const getThrottlerStatus: Handler<'GetThrottlerStatus'> = async ({ tablet_alias }, context, signal) => {
  const tablet = await requestedTablet(context, tablet_alias, signal);
  return { status: await ask(context, tablet, 'GetThrottlerStatus', {}, signal) };
};

/** Changes a keyspace's settings, and tells all cells: tablets follow their cell's record. */
export const updateThrottlerConfig: Handler<'UpdateThrottlerConfig'> = async (request, { topo }, signal) => {
  if (request.enable && request.disable) throw invalid('--enable and --disable are mutually exclusive');
  if (request.check_as_check_self && request.check_as_check_shard)
    throw invalid('--check-as-check-self and --check-as-check-shard are mutually exclusive');
  const { ratio = 0 } = request.throttled_app ?? {};
  if (ratio < 0 || ratio > 1) throw invalid(`--throttle-app-ratio ${ratio} is not between 0 and 1`);
  if (request.threshold < 0) throw invalid('a threshold must not be negative');
  if (request.metric_name !== '' && !isMetric(request.metric_name))
    throw invalid(`unknown metric name: ${request.metric_name}`);
  for (const name of request.app_checked_metrics)
    if (!isMetric(name.replace(/^(?:self|shard)\//, ''))) throw invalid(`invalid metric name: ${name}`);
  const lock = await topo.keyspaces.lock(request.keyspace, 'UpdateThrottlerConfig', { signal });
  try {
    let config: Config | null = null;
    const change = (record: { throttler_config: Config | null }): void => {
      record.throttler_config = changed(record.throttler_config ?? fresh(), request);
      config = record.throttler_config;
    };
    await topo.keyspaces.update(request.keyspace, change, { signal });
    for (const cell of await topo.cells.names({ signal })) {
      const served = await orAbsent(topo.serving.keyspace(cell, request.keyspace, { signal }));
      if (served)
        await topo.serving.saveKeyspace(cell, request.keyspace, { ...served, throttler_config: config } as never, {
          signal,
        });
    }
    return {};
  } finally {
    await lock.unlock();
  }
};

const metrics: ReadonlySet<string> = new Set([
  'custom',
  'default',
  'history_list_length',
  'lag',
  'loadavg',
  'mysqld-datadir-used-ratio',
  'mysqld-loadavg',
  'threads_running',
]);

const isMetric = (name: string): boolean => metrics.has(name);

function fresh(): Config {
  return {
    enabled: false,
    threshold: 0,
    custom_query: '',
    check_as_check_self: false,
    throttled_apps: {},
    app_checked_metrics: {},
    metric_thresholds: {},
  };
}

function changed(config: Config, request: Update): Config {
  const { metric_name: metric, app_name: app, throttled_app: rule } = request;
  const isDefault = metric === '';
  return {
    ...config,
    enabled: request.enable || (config.enabled && !request.disable),
    threshold: isDefault && request.threshold > 0 ? request.threshold : config.threshold,
    custom_query: request.custom_query_set ? request.custom_query : config.custom_query,
    check_as_check_self: request.check_as_check_self || (config.check_as_check_self && !request.check_as_check_shard),
    metric_thresholds: isDefault
      ? config.metric_thresholds
      : put(config.metric_thresholds, metric, request.threshold || undefined),
    app_checked_metrics:
      app === '' ? config.app_checked_metrics : put(config.app_checked_metrics, app, metricsOf(request)),
    throttled_apps: rule?.name ? put(config.throttled_apps, rule.name, rule) : config.throttled_apps,
  };
}

/** No metrics: the app has those of all again. */
function metricsOf({ app_checked_metrics: names }: Update): { names: string[] } | undefined {
  return names.length > 0 ? { names: [...names] } : undefined;
}

function put<T>(map: Readonly<Record<string, T>>, name: string, value: T | undefined): Record<string, T> {
  const { [name]: _, ...others } = map;
  return value === undefined ? others : { ...others, [name]: value };
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
