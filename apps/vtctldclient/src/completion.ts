import { FlagError, type Flags } from '@vt/servenv/cli';
import { commands } from './commands/index.ts';
import { family, findCommand, takesNext } from './resolve.ts';

/** Scripts by shell. Each asks `vtctldclient __complete` with the words so far, the last of which is being typed. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_vtctldclient() {
  local IFS=$'\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _vtctldclient vtctldclient
`,
  fish: `complete -c vtctldclient -a '(vtctldclient __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
  zsh: `#compdef vtctldclient
_vtctldclient() {
  local -a found
  found=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _vtctldclient vtctldclient
`,
};

/** Throws FlagError for a shell that is not known. */
export function completionScript(shell: string): string {
  const script = scripts[shell];
  if (script === undefined) throw new FlagError(`completion wants one of: ${Object.keys(scripts).join(', ')}`);
  return script;
}

/** What the last word may become: a command, the second word of one, or a flag of it. Words in any letter case. */
export function complete(words: readonly string[], general: Flags): readonly string[] {
  const whole = glued(words);
  const last = whole.at(-1) ?? '';
  const { named, isValueNext } = read(whole.slice(0, -1), general);
  // Values are completed as the shell does by itself.
  if (isValueNext || last.includes('=')) return [];
  if (last.startsWith('-')) {
    const flags = Object.keys({ ...general, ...flagsOf(named) });
    return startingWith(flags.map((name) => `--${name}`).sort(), last);
  }
  const [first, ...more] = named;
  if (more.length > 0) return [];
  const [names, at] = first === undefined ? [[...commands.values()], 0] : [family(first), 1];
  return startingWith([...new Set(names.map(({ name }) => name.split(' ')[at] as string))], last);
}

/** As they were typed: bash cuts words at `:` and `=`. */
function glued(words: readonly string[]): readonly string[] {
  const whole: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const isCut = /^[:=]+$/.test(word);
    if ((isCut || isOpen) && whole.length > 0) whole.push(`${whole.pop() ?? ''}${word}`);
    else whole.push(word);
    isOpen = isCut;
  }
  return whole;
}

type Read = {
  /** Words that are no flags and no flags' values: of the command, and its arguments. */
  readonly named: readonly string[];
  /** The word that comes next is the value of the flag before it. */
  readonly isValueNext: boolean;
};

function read(words: readonly string[], general: Flags): Read {
  const named: string[] = [];
  let isValueNext = false;
  for (const word of words) {
    const isValue: boolean = isValueNext;
    isValueNext = !isValue && takesNext(word, { ...general, ...flagsOf(named) });
    if (!isValue && !word.startsWith('-')) named.push(word);
  }
  return { named, isValueNext };
}

/** Flags that may stand behind these words; where they may be the first of a family's, those of all of it. */
function flagsOf(named: readonly string[]): Flags {
  const [first = '', second] = named;
  const members = second === undefined ? family(first) : [];
  const command = findCommand(`${first} ${second ?? ''}`) ?? findCommand(first);
  return Object.assign({}, ...members.map(({ flags }) => flags), command?.flags);
}

function startingWith(words: readonly string[], start: string): readonly string[] {
  return words.filter((word) => word.toLowerCase().startsWith(start.toLowerCase()));
}
