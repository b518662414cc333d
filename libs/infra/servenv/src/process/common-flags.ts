import { flag, flagGroup } from '../flags/flag.ts';
import { logLevels } from '../log/logger.ts';

/** What every program takes. */
export const processFlags = flagGroup('Process', {
  'config-file': flag.string('YAML or JSON file of flag values (names in any spelling); the command line wins over it'),
  'config-name': flag.string('name, without extension, of the configuration file to look for', { default: 'vtconfig' }),
  'config-path': flag.list('folders in which it is looked for; default: the working folder'),
  'config-type': flag.choice(['', 'yaml', 'yml', 'json'], 'form of a file that is found by its whole name'),
  'config-file-not-found-handling': flag.choice(
    ['warn', 'ignore', 'error', 'exit'],
    'what to do when the configuration file is not there',
  ),
  help: flag.boolean('show this text'),
  'lameduck-period': flag.duration('how long to go on serving after SIGTERM before draining starts', { default: 50 }),
  'log-format': flag.choice(['json', 'text'], 'form of the log lines on standard error'),
  'log-level': flag.choice(logLevels, 'least severe level that is logged', { default: 'info' }),
  'onclose-timeout': flag.duration('limit for releasing what is open while stopping', { default: 10_000 }),
  'onterm-timeout': flag.duration('limit for draining calls and transactions after SIGTERM', { default: 10_000 }),
  'pid-file': flag.string('write the process id here; removed at the end'),
  version: flag.boolean('print the version'),
});

export const httpFlags = flagGroup('HTTP', {
  'bind-address': flag.string('address the HTTP server listens on; all addresses if empty'),
  port: flag.integer('HTTP port for status pages and metrics; 0: none'),
  'security-policy': flag.choice(['', 'read-only', 'deny-all'], 'which pages are refused: admin pages, or all'),
});

export const statsFlags = flagGroup('Metrics', {
  'stats-combine-dimensions': flag.list('labels, such as Table, whose values are counted together, as all'),
  'stats-drop-variables': flag.list('metrics that are not shown, by their names in /debug/vars'),
});

export const grpcServerFlags = flagGroup('gRPC server', {
  'grpc-auth-mode': flag.choice(['', 'static', 'mtls'], 'how callers prove who they are; nothing asked if empty'),
  'grpc-auth-mtls-allowed-substrings': flag.string(
    'with mtls: accepted parts of the subject of the caller’s certificate, separated by colons',
  ),
  'grpc-auth-static-password-file': flag.string('with static: JSON list of {"Username", "Password"}'),
  'grpc-bind-address': flag.string('address the gRPC server listens on; all addresses if empty'),
  'grpc-ca': flag.string('PEM of the authority that callers’ certificates must come from; turns mutual TLS on'),
  'grpc-cert': flag.string('PEM certificate of the server; turns TLS on'),
  'grpc-crl': flag.string('PEM of certificates of callers that their authority has revoked'),
  'grpc-key': flag.string('PEM key of the certificate'),
  'grpc-max-connection-age': flag.duration('close connections older than this; 0: never'),
  'grpc-max-connection-age-grace': flag.duration('how long calls may go on after that'),
  'grpc-max-message-size': flag.size('largest message in either direction', { default: 16_777_216 }),
  'grpc-port': flag.integer('gRPC port; 0: none'),
  'grpc-server-ca': flag.string('PEM of further certificates of the server’s chain'),
  'grpc-server-keepalive-time': flag.duration('ping callers that are silent for this long', { default: 10_000 }),
  'grpc-server-keepalive-timeout': flag.duration('close when a ping is unanswered this long', { default: 10_000 }),
  'service-map': flag.list('gRPC services to serve (grpc-NAME; -grpc-NAME takes one away); all if empty'),
});

/** The flags behind `env.flags` of every process that runProcess starts. */
export const commonFlags = { ...processFlags, ...httpFlags, ...statsFlags, ...grpcServerFlags };

export type CommonFlags = typeof commonFlags;
