import type { Flags } from './flag.ts';

export type HelpOptions = {
  readonly name: string;
  readonly summary: string;
  readonly usage?: string;
  readonly widthMax?: number;
};

/** The text of `--help`: what it is, how it is called, and the flags by group with their defaults. */
export function helpText(flags: Flags, options: HelpOptions): string {
  const width = options.widthMax ?? 100;
  const lines = [`${options.name}: ${options.summary}`, '', `Usage: ${options.usage ?? `${options.name} [flags]`}`];
  for (const [group, names] of groups(flags)) {
    lines.push('', `${group}:`);
    for (const name of names) lines.push(...flagLines(name, flags, width));
  }
  lines.push('', 'Underscores may be written for dashes; --flag=value and --flag value mean the same.');
  return `${lines.join('\n')}\n`;
}

function groups(flags: Flags): [string, string[]][] {
  const byGroup = new Map<string, string[]>();
  for (const name of Object.keys(flags).sort()) {
    const group = flags[name]?.group || 'Flags';
    byGroup.set(group, [...(byGroup.get(group) ?? []), name]);
  }
  return [...byGroup].sort(([a], [b]) => a.localeCompare(b));
}

function flagLines(name: string, flags: Flags, width: number): string[] {
  const spec = flags[name];
  if (spec === undefined) return [];
  const head = `  --${name}${spec.placeholder === '' ? '' : ` ${spec.placeholder}`}`;
  const shown = spec.format(spec.default);
  const silent = spec.secret || shown === '' || shown === 'false';
  const tail = spec.required ? ' (required)' : silent ? '' : ` (default ${shown})`;
  return [head, ...wrap(`${spec.help}${tail}`, width - 8).map((line) => `        ${line}`)];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
