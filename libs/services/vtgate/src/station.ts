import { tracingChannel } from 'node:diagnostics_channel';

/** The stations of a statement in the gate, in the order it passes them. `vt.gate.<station>` on node:diagnostics_channel. */
export const stations = [
  'session.statement',
  'sql.parse',
  'plan.lookup',
  'plan.build',
  'engine.run',
  'shard.call',
  'tx.commit',
] as const;
export type Station = (typeof stations)[number];

const channels = Object.fromEntries(stations.map((station) => [station, tracingChannel(`vt.gate.${station}`)])) as {
  readonly [S in Station]: ReturnType<typeof tracingChannel>;
};

/** Makes a span of each station of the statements that are traced. */
type StationTracer = {
  inSpan<T>(name: string, work: () => Promise<T>): Promise<T>;
  inSpanSync<T>(name: string, work: () => T): T;
};
let tracer: StationTracer | undefined;

export function traceStations(by: StationTracer | undefined): void {
  tracer = by;
}

/** Runs a station and tells whoever listens; nearly free when nobody does. */
export function atStation<T>(station: Station, detail: object, work: () => Promise<T>): Promise<T> {
  const channel = channels[station];
  const by = tracer;
  const run = by ? () => by.inSpan(station, work) : work;
  return hasListener(channel) ? channel.tracePromise(run, detail) : run();
}

export function atStationSync<T>(station: Station, detail: object, work: () => T): T {
  const channel = channels[station];
  const by = tracer;
  const run = by ? () => by.inSpanSync(station, work) : work;
  return hasListener(channel) ? channel.traceSync(run, detail) : run();
}

function hasListener(channel: ReturnType<typeof tracingChannel>): boolean {
  return channel.start.hasSubscribers || channel.asyncEnd.hasSubscribers || channel.end.hasSubscribers;
}

const all = Object.values(channels);

/** Whether anybody listens to any station: then every statement passes all of them. */
export function stationsWatched(): boolean {
  for (const channel of all) if (channel.start.hasSubscribers) return true;
  return false;
}
