import { setTimeout as sleep } from 'node:timers/promises';
import { create, type MessageInput } from '@vt/proto';
import type { AppRule } from './app.ts';
import {
  type CheckInput,
  type CheckResponse,
  check,
  defaultMetric,
  type ThrottlerConfig,
  thresholdOf,
} from './check.ts';
import { isMetricName, type Measurements, type MetricName, metricNames, worse } from './metric.ts';

const ACTIVE_MS = 250;
const DORMANT_MS = 5_000;
/** Nobody asked for so long: it measures seldom. */
const DORMANT_AFTER_MS = 60_000;
const RECENT_APPS_MAX = 1000;
/** How long a heartbeat is waited for before the rest is measured. */
const BEAT_MS = 1_000;

export type StatusResponse = MessageInput<'tabletmanagerdata.GetThrottlerStatusResponse'>;

export type ThrottlerParts = {
  readonly alias: string;
  readonly keyspace: string;
  readonly shard: string;
  /** Whether it is a primary that may write. */
  readonly isPrimary: () => boolean;
  readonly self: {
    writeHeartbeat(signal: AbortSignal, mayWrite: () => boolean): Promise<void>;
    read(customQuery: string, signal: AbortSignal): Promise<Measurements>;
    close(): void;
  };
  /** What the shard's replicas measure, asked by the primary; a replica that does not answer is left out. */
  readonly replicas: (signal: AbortSignal) => Promise<readonly Measurements[]>;
};

export type ThrottlerCounts = {
  checks: number;
  refused: number;
  probes: number;
  probeErrors: number;
  /** How long the last measurement took. */
  probeMs: number;
  /** By scope and metric, `shard/lag`: checks that looked at it, and those of them that it held back. */
  readonly byMetric: Map<string, { checks: number; refused: number }>;
};

/** Says who may burden this tablet or its shard now. While it is not enabled it measures nothing, and everybody may. */
export class Throttler {
  readonly #parts: ThrottlerParts;
  /** Checks that were answered, those of them that held somebody back, and measurements. */
  readonly counts: ThrottlerCounts = {
    checks: 0,
    refused: 0,
    probes: 0,
    probeErrors: 0,
    probeMs: 0,
    byMetric: new Map(),
  };
  #config: ThrottlerConfig = create('topodata.ThrottlerConfig');
  #self: Measurements = {};
  #shard: Measurements = {};
  #askedAt = Number.NEGATIVE_INFINITY;
  #stop: AbortController | undefined;
  #wake: (() => void) | undefined;
  #beating: Promise<void> | undefined;
  readonly #healthyAt = new Map<MetricName, number>();
  readonly #recent = new Map<string, { readonly atMs: number; readonly response: CheckResponse }>();

  constructor(parts: ThrottlerParts) {
    this.#parts = parts;
  }

  /** The keyspace's settings, as they are and when they change. */
  configure(config: ThrottlerConfig | null | undefined): void {
    this.#config = config ?? create('topodata.ThrottlerConfig');
    if (this.#config.enabled && !this.#stop) {
      this.#stop = new AbortController();
      // What it measures right after it was switched on is wanted at once.
      this.#askedAt = performance.now();
      void this.#measure(this.#stop.signal);
    }
    if (!this.#config.enabled) this.#halt();
  }

  close(): void {
    this.#halt();
    this.#parts.self.close();
  }

  #halt(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    [this.#self, this.#shard] = [{}, {}];
  }

  get isEnabled(): boolean {
    return this.#config.enabled;
  }

  #isDormant(): boolean {
    return performance.now() - this.#askedAt > DORMANT_AFTER_MS;
  }

  /** Answers from what was measured last. */
  check(input: CheckInput): CheckResponse {
    const recently_checked = !this.#isDormant();
    this.#askedAt = performance.now();
    if (!recently_checked) this.#wake?.();
    const state = {
      config: this.#config,
      self: this.#self,
      shard: this.#shard,
      nowMs: Date.now(),
      random: Math.random,
    };
    const response = check(input, state);
    this.#count(response);
    if (this.#recent.size >= RECENT_APPS_MAX) this.#recent.clear();
    this.#recent.set(input.app, { atMs: Date.now(), response });
    return { ...response, recently_checked };
  }

  #count({ response_code, metrics = {} }: CheckResponse): void {
    this.counts.checks++;
    if (response_code !== 'OK') this.counts.refused++;
    for (const { name = '', scope = '', response_code: code } of Object.values(metrics)) {
      if (!isMetricName(name)) continue;
      const key = `${scope}/${name}`;
      const counted = this.counts.byMetric.get(key) ?? { checks: 0, refused: 0 };
      counted.checks++;
      if (code !== 'OK') counted.refused++;
      this.counts.byMetric.set(key, counted);
    }
  }

  /** How long ago a metric of the shard was last below its threshold; 0 before that was looked at. */
  secondsSinceHealthy(name: MetricName): number {
    const atMs = this.#healthyAt.get(name);
    return atMs === undefined ? 0 : Math.floor((Date.now() - atMs) / 1000);
  }

  get defaultMetric(): MetricName {
    return defaultMetric(this.#config);
  }

  /** What this tablet measures. */
  get measurements(): Measurements {
    return this.#self;
  }

  /** What the worst of the shard measures, where this tablet is its primary. */
  get shardMeasurements(): Measurements {
    return this.#shard;
  }

  async #measure(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.counts.probes++;
      const begunMs = performance.now();
      await this.#once(signal).catch(() => {
        this.counts.probeErrors++;
      });
      this.counts.probeMs = performance.now() - begunMs;
      await this.#pause(this.#isDormant() ? DORMANT_MS : ACTIVE_MS, signal);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    const { self, replicas, isPrimary } = this.#parts;
    const primary = isPrimary();
    if (primary) await this.#beat(signal);
    const own = await self.read(this.#config.custom_query, signal);
    const others = primary ? await replicas(signal) : [];
    if (signal.aborted) return;
    this.#self = own;
    this.#shard = Object.fromEntries(
      metricNames.flatMap((name) => {
        const worst = others.reduce((found, one) => worse(found, one[name]), own[name]);
        return worst ? [[name, worst]] : [];
      }),
    );
    for (const name of metricNames) {
      const found = this.#shard[name];
      if (found && 'value' in found && found.value <= thresholdOf(name, this.#config))
        this.#healthyAt.set(name, Date.now());
    }
  }

  /** One that waits for an acknowledgement holds up the next, and not what is measured: how old the last one is says that nothing can be written. */
  async #beat(signal: AbortSignal): Promise<void> {
    const { self, isPrimary } = this.#parts;
    this.#beating ??= self
      .writeHeartbeat(signal, isPrimary)
      .catch(() => {})
      .finally(() => {
        this.#beating = undefined;
      });
    const patience = new AbortController();
    const late = sleep(BEAT_MS, undefined, { signal: patience.signal, ref: false }).catch(() => {});
    await Promise.race([this.#beating, late]);
    patience.abort();
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const end = (): void => woken.abort();
    signal.addEventListener('abort', end, { once: true });
    await sleep(ms, undefined, { signal: woken.signal, ref: false }).catch(() => {});
    signal.removeEventListener('abort', end);
    this.#wake = undefined;
  }

  status(): StatusResponse {
    const { alias, keyspace, shard, isPrimary } = this.#parts;
    const config = this.#config;
    return {
      tablet_alias: alias,
      keyspace,
      shard,
      is_leader: isPrimary(),
      is_open: this.#stop !== undefined,
      is_enabled: config.enabled,
      is_dormant: config.enabled && this.#isDormant(),
      custom_metric_query: config.custom_query,
      default_threshold: thresholdOf(defaultMetric(config), config),
      metric_name_used_as_default: defaultMetric(config),
      aggregated_metrics: { ...results('self', this.#self), ...results('shard', this.#shard) },
      metric_thresholds: Object.fromEntries(metricNames.map((name) => [name, thresholdOf(name, config)])),
      metrics_health: this.#health(),
      throttled_apps: config.throttled_apps as Record<string, AppRule>,
      app_checked_metrics: Object.fromEntries(
        Object.entries(config.app_checked_metrics).map(([app, { names }]) => [app, names.join(',')]),
      ),
      recently_checked: !this.#isDormant(),
      recent_apps: Object.fromEntries(
        [...this.#recent].map(([app, { atMs, response }]) => [
          app,
          { checked_at: timeOf(atMs), response_code: response.response_code },
        ]),
      ),
    } as StatusResponse;
  }

  #health() {
    return Object.fromEntries(
      [...this.#healthyAt].map(([name, atMs]) => [
        name,
        { last_healthy_at: timeOf(atMs), seconds_since_last_healthy: BigInt(Math.floor((Date.now() - atMs) / 1000)) },
      ]),
    );
  }
}

function results(scope: string, measurements: Measurements) {
  return Object.fromEntries(
    Object.entries(measurements).map(([name, measured]) => [
      `${scope}/${name}`,
      'value' in measured ? { value: measured.value } : { error: measured.error },
    ]),
  );
}

function timeOf(ms: number) {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: Math.floor(ms % 1000) * 1_000_000 };
}
