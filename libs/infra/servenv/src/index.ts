export { formatDuration, parseDuration } from './flags/duration.ts';
export { type Flag, type FlagOptions, type Flags, type FlagValues, flag, flagGroup } from './flags/flag.ts';
export { type HelpOptions, helpText } from './flags/help.ts';
export {
  canonicalName,
  FlagError,
  type FlagSources,
  type IgnoredFlags,
  type ParsedFlags,
  parseFlags,
  requireGiven,
} from './flags/parse.ts';
export { nearest } from './flags/suggest.ts';
export { type CallerRules, readStaticUsers, type StaticUsers } from './grpc/caller-auth.ts';
export { type CallOptions, type ChannelOptions, GrpcChannel } from './grpc/client.ts';
export { channelFlags, channelTls } from './grpc/client-flags.ts';
export { GrpcServer, type GrpcServerOptions, type Implementation } from './grpc/grpc-server.ts';
export { bidiHandler, type CallContext, streamHandler, unaryHandler } from './grpc/handlers.ts';
export { HealthTable, healthService, type ServingStatus } from './grpc/health.ts';
export { fromServiceError, isServiceError, toStatus } from './grpc/status.ts';
export { type ClientTls, clientCredentials, type ServerTls, serverCredentials } from './grpc/tls.ts';
export { HttpServer, type HttpServerOptions, type SecurityPolicy } from './http/http-server.ts';
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
export { type CommonFlags, commonFlags, grpcServerFlags, httpFlags, processFlags } from './process/common-flags.ts';
export { freePort, type PortHolder, portHolder, portProblem, StartError } from './process/port.ts';
export { readFlags, withoutSecrets } from './process/read-flags.ts';
export { type ProcessSpec, runProcess } from './process/run-process.ts';
export { Service, type ServiceOptions } from './process/service.ts';
export type { HealthCheck, ServiceEnv, StopHook } from './process/service-env.ts';
export { Counter, CountersWithLabels, Gauge, GaugesWithLabels } from './stats/counter.ts';
export { type LabelledNumbers, Stats } from './stats/stats.ts';
export { Timings } from './stats/timings.ts';
export { version, versionText } from './version.ts';
