import type { Command } from '../command.ts';
import { down } from './down.ts';
import { logs } from './logs.ts';
import { restart } from './restart.ts';
import { sql } from './sql.ts';
import { status } from './status.ts';
import { up } from './up.ts';

/** Every subcommand, by name. A new one: a file beside this and a line here. */
export const commands = {
  down,
  logs,
  restart,
  sql,
  status,
  up,
} as const satisfies Readonly<Record<string, Command>>;
