import type { Command } from '../command.ts';
import * as cells from './cells.ts';
import * as keyspaces from './keyspaces.ts';
import * as schema from './schema.ts';
import * as tablets from './tablets.ts';

/** Every command, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [cells, keyspaces, schema, tablets]
    .flatMap((family) => Object.values(family))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((command) => [command.name, command]),
);

/** A command by its name in any letter case. */
export function findCommand(name: string): Command | undefined {
  return commands.get(name) ?? [...commands.values()].find((c) => c.name.toLowerCase() === name.toLowerCase());
}
