/** Rows between lines of `+---+`, as database clients draw them. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const cells = (row: readonly string[]): string =>
    `|${widths.map((width, i) => ` ${(row[i] ?? '').padEnd(width)} `).join('|')}|`;
  return [line, cells(header), line, ...rows.map(cells), ...(rows.length > 0 ? [line] : [])].join('\n');
}
