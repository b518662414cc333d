import { readFileSync } from 'node:fs';
import { type Case, script } from '../case.ts';
import { CAPABILITIES } from '../wire-client.ts';

/** What tools ask when they connect and look around, one statement a line, under the tool's name. */
export const toolCases: readonly Case[] = sections(readFileSync(new URL('tools.sql', import.meta.url), 'utf8')).map(
  ({ name, statements }) => script(`what ${name} asks`, { capabilities: CAPABILITIES.modern }, statements),
);

function sections(text: string): readonly { readonly name: string; readonly statements: readonly string[] }[] {
  const found: { name: string; statements: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) found.push({ name: line.slice(3), statements: [] });
    else if (line.trim() !== '' && !line.startsWith('--')) found.at(-1)?.statements.push(line);
  }
  return found;
}
