import { canonicalName, FlagError, type Flags, nearest, parseFlags, vitessFlags } from '@vt/servenv/cli';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';

/** What Vitess's client takes and this one has no use for, such as where to log. */
export const ignored = vitessFlags('vtctldclient');

export type Resolved = {
  readonly command: Command;
  /** Flags that stand for others, written out. */
  readonly argv: readonly string[];
  /** Positional arguments that name the command: one, or two where it is one of a family (`MoveTables create`). */
  readonly words: number;
};

/** Several commands under one word, in any letter case. */
export function family(word: string): readonly Command[] {
  const prefix = `${word.toLowerCase()} `;
  return [...commands.values()].filter(({ name }) => name.toLowerCase().startsWith(prefix));
}

/** The command that a word names, in any letter case, and for one of a family the word that comes second. */
export function resolve(word: string, argv: readonly string[], rootFlags: Flags): Resolved {
  const single = findCommand(word);
  const members = family(word);
  if (members.length === 0) {
    if (single) return { command: single, argv, words: 1 };
    throw new FlagError(`unknown command '${word}'${hint(word, firstWords())}`);
  }
  const whole = argv.map((argument) => (argument === '-w' ? '--workflow' : argument));
  // A flag of the word alone may be another one's of its family, and take no value there.
  if (single && wordsOf({ ...rootFlags, ...single.flags }, whole)?.length === 1)
    return { command: single, argv: whole, words: 1 };
  const flags: Flags = Object.assign({}, rootFlags, ...members.map((member) => member.flags));
  const second = parseFlags(flags, { argv: whole, ignored }).positional[1] ?? '';
  const command = findCommand(`${word} ${second}`);
  if (command) return { command, argv: whole, words: 2 };
  const names = members.map(({ name }) => name.split(' ')[1] as string);
  if (second === '') throw new FlagError(`${word} wants one of: ${names.join(', ')}`);
  throw new FlagError(`unknown command '${word} ${second}'${hint(second, names)}`);
}

/** Whether an argument is a flag whose value is the next argument. */
export function takesNext(argument: string, flags: Flags): boolean {
  if (!argument.startsWith('-') || argument.includes('=')) return false;
  if (argument === '-w') return true;
  const name = canonicalName(argument.replace(/^--?/, ''));
  const known = flags[name];
  return known ? !known.boolean : ignored.get(name) === false;
}

/** What is no flag; undefined where there are other flags than these. */
function wordsOf(flags: Flags, argv: readonly string[]): readonly string[] | undefined {
  try {
    return parseFlags(flags, { argv, ignored }).positional;
  } catch (error) {
    if (error instanceof FlagError) return undefined;
    throw error;
  }
}

/** Commands and families. */
function firstWords(): readonly string[] {
  return [...new Set([...commands.keys()].map((name) => name.split(' ')[0] as string))];
}

/** Letter case does not matter to a command, nor to what it is taken for. */
function hint(word: string, names: readonly string[]): string {
  const byLower = new Map(names.map((name) => [name.toLowerCase(), name]));
  const near = byLower.get(nearest(word.toLowerCase(), byLower.keys()) ?? '');
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Other names of commands, in small letters. */
const aliases: Readonly<Record<string, string>> = { getversion: 'GetTabletVersion' };

/** A command by its whole name, or another it has, in any letter case. */
export function findCommand(name: string): Command | undefined {
  const lower = name.toLowerCase();
  const wanted = (aliases[lower] ?? name).toLowerCase();
  return commands.get(name) ?? [...commands.values()].find((c) => c.name.toLowerCase() === wanted);
}
