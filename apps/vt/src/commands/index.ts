import type { Command } from '../command.ts';

/**
 * Every subcommand, by name; loaded when it is called, so that a small one starts fast. A new one: a file beside this and
 * a line here.
 */
export const commands = {
  down: async () => (await import('./down.ts')).down,
  logs: async () => (await import('./logs.ts')).logs,
  parse: async () => (await import('./parse.ts')).parse,
  restart: async () => (await import('./restart.ts')).restart,
  sql: async () => (await import('./sql.ts')).sql,
  status: async () => (await import('./status.ts')).status,
  vindex: async () => (await import('./vindex.ts')).vindex,
  up: async () => (await import('./up.ts')).up,
} as const satisfies Readonly<Record<string, () => Promise<Command>>>;
