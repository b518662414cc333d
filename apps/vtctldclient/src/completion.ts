import { FlagError, type Flags } from '@vt/servenv/cli';
import { commands } from './commands/index.ts';
import { findCommand } from './resolve.ts';

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
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1).filter((word) => !word.startsWith('-'));
  const names = [...commands.keys()];
  const command = findCommand(before.slice(0, 2).join(' ')) ?? findCommand(before[0] ?? '');
  if (last.startsWith('-')) {
    const flags = Object.keys({ ...general, ...command?.flags });
    return startingWith(flags.map((name) => `--${name}`).sort(), last);
  }
  if (command) return [];
  // A value of --server stands before the command, and is no word of it.
  const family = before.map((word) => `${word.toLowerCase()} `);
  const members = names.filter((name) => family.some((prefix) => name.toLowerCase().startsWith(prefix)));
  if (members.length > 0)
    return startingWith(
      members.map((name) => name.split(' ')[1] as string),
      last,
    );
  return startingWith([...new Set(names.map((name) => name.split(' ')[0] as string))], last);
}

function startingWith(words: readonly string[], start: string): readonly string[] {
  return words.filter((word) => word.toLowerCase().startsWith(start.toLowerCase()));
}
