import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import { textStream } from './text-stream.ts';

/** The log of one process; children carry bound fields: `log.child({ tablet: 'zone1-100' })`. */
export type Logger = PinoLogger;

export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LoggerOptions = {
  readonly name: string;
  readonly level?: LogLevel;
  readonly format?: 'json' | 'text';
  /** Where lines go; standard error if absent. */
  readonly destination?: DestinationStream;
};

/** INVARIANT: fields of these names never reach the log, at the top or one level down. */
const secretFields = ['password', 'passwd', 'secret', 'token', 'authorization', 'credentials'];

/** What is kept of lines that cannot be written, until they can. */
const WAITING_BYTES_MAX = 64 * 1024;

/**
 * Lines to an open file. INVARIANT: that it takes none (the disk is full, the reader of a pipe is gone) ends nothing: without a listener the error would be thrown where the line is logged,
 * wherever that is, and again where that is logged. Lines are lost then.
 */
export function linesTo(descriptor: number): DestinationStream {
  const target = pino.destination({ dest: descriptor, sync: true, maxLength: WAITING_BYTES_MAX });
  target.on('error', () => {});
  return target;
}

export function createLogger(options: LoggerOptions): Logger {
  const target = options.destination ?? linesTo(2);
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      base: { name: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    options.format === 'text' ? textStream(target) : target,
  );
}

/** A log that keeps nothing, for tests and libraries without a process. */
export const silentLogger: Logger = pino({ level: 'silent' });
