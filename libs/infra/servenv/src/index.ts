export * from './cli.ts';
export { type FlagSources, type IgnoredFlags } from './flags/parse.ts';
export * from './grpc.ts';
export { envPage, type Tunable } from './http/env-page.ts';
export { HttpServer, type HttpServerOptions, type SecurityPolicy } from './http/http-server.ts';
export { liveTable, tableRow } from './http/live-table.ts';
export { StatusPage, type StatusRow, type StatusSection } from './http/status-page.ts';
export {
  escapeHtml,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  html,
  json,
  type PageRole,
  type RouteOptions,
  text,
} from './http/types.ts';
export { createLogger, type Logger, type LoggerOptions, type LogLevel, silentLogger } from './log/logger.ts';
export { AwakeClock, type Clock } from './process/awake-clock.ts';
export { type CommonFlags, commonFlags, grpcServerFlags, httpFlags, processFlags } from './process/common-flags.ts';
export { crashAt } from './process/crash-at.ts';
export { keepHeapLean } from './process/lean-heap.ts';
export { passedThrough } from './process/pass-through-memory.ts';
export { readFlags, withoutSecrets } from './process/read-flags.ts';
export { type ProcessSpec, runProcess } from './process/run-process.ts';
export { Service, type ServiceOptions } from './process/service.ts';
export type { HealthCheck, ServiceEnv, StopHook } from './process/service-env.ts';
export { Counter, CountersWithLabels, Gauge, GaugesWithLabels } from './stats/counter.ts';
export { type Histogram } from './stats/histogram.ts';
export { snakeCase } from './stats/metric.ts';
export { type LabelledNumbers, Stats } from './stats/stats.ts';
export { type TimingRecorder, Timings } from './stats/timings.ts';
export type { Span } from './trace/span.ts';
export { contextInSql, parseTraceparent, type TraceContext, traceparent } from './trace/trace-context.ts';
export { activeTraceparent, openTracer, Tracer, tracingFlags } from './trace/tracer.ts';
