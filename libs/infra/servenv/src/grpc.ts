// The part of this library that speaks gRPC: it loads no HTTP server.
export { type CallerRules, followStaticUsers, type StaticUsers, staticUserProblem } from './grpc/caller-auth.ts';
export { type CallOptions, type ChannelOptions, GrpcChannel, type PlainTarget } from './grpc/client.ts';
export { callerFlags, channelFlags, channelSecurity, channelTls } from './grpc/client-flags.ts';
export { GrpcServer, type GrpcServerOptions, type Implementation } from './grpc/grpc-server.ts';
export { bidiHandler, type CallContext, streamHandler, unaryHandler } from './grpc/handlers.ts';
export { HealthTable, healthService, type ServingStatus } from './grpc/health.ts';
export { fromCallError } from './grpc/no-connection.ts';
export { readOwnCredentials } from './grpc/own-credentials.ts';
export { PemFiles, type PemPaths } from './grpc/pem-files.ts';
export { refusal, refusalLog } from './grpc/refused-tls.ts';
export { PLAIN_TOKEN_BYTES, type PlainHandler, plainPreface, securePreface } from './grpc/shared-port.ts';
export { fromServiceError, isServiceError, toStatus } from './grpc/status.ts';
export { type ClientTls, clientCredentials, type ServerTls, serverCredentials } from './grpc/tls.ts';
