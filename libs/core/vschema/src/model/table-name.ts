export type QualifiedName = { readonly keyspace: string; readonly name: string };

/** `table` or `keyspace.table`, either part in backticks where it has odd characters. Undefined for anything else. */
export function readName(text: string): QualifiedName | undefined {
  const match = /^(?:(`(?:[^`]|``)+`|[^`.\s]+)\.)?(`(?:[^`]|``)+`|[^`.\s]+)$/.exec(text);
  if (!match) return undefined;
  return { keyspace: unquote(match[1] ?? ''), name: unquote(match[2] ?? '') };
}

function unquote(part: string): string {
  return part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part;
}
