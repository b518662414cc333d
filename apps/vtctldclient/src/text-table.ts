/** What terminals draw two columns wide (East Asian wide and full width, pictographs), and what they draw over the character before. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns of a terminal that a text takes. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : WITHOUT_WIDTH.test(character) ? 0 : 1;
  return width;
}

const padded = (text: string, width: number): string => text + ' '.repeat(width - displayWidth(text));

/** Rows between lines of `+---+`, as database clients draw them. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, i) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const cells = (row: readonly string[]): string =>
    `|${widths.map((width, i) => ` ${padded(row[i] ?? '', width)} `).join('|')}|`;
  return [line, cells(header), line, ...rows.map(cells), ...(rows.length > 0 ? [line] : [])].join('\n');
}

/** The same with a line below each row, and each name in the middle of its column. */
export function ruledTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const [line, , , ...body] = textTable(header, rows).split('\n');
  const widths = (line ?? '').split('+').slice(1, -1);
  const names = header.map((name, i) => {
    const free = (widths[i]?.length ?? 0) - displayWidth(name);
    return ' '.repeat(Math.floor(free / 2)) + name + ' '.repeat(Math.ceil(free / 2));
  });
  return [line, `|${names.join('|')}|`, line, ...body.slice(0, rows.length).flatMap((row) => [row, line])].join('\n');
}
