import { BINARY_CHARSET, type Field, isNumber, type Result } from '@vt/sqltypes';

/** A result as the MySQL client draws it at a terminal. */
export function tableText({ fields, rows }: Result): string {
  const cells = rows.map((row) => row.map((value, index) => cellText(value, fields[index])));
  const widths = fields.map((field, index) =>
    Math.max(width(field.name), ...cells.map((row) => width(row[index] ?? ''))),
  );
  const rule = `+${widths.map((size) => '-'.repeat(size + 2)).join('+')}+`;
  const line = (texts: readonly string[], alignRight: (index: number) => boolean) =>
    `|${widths.map((size, index) => ` ${pad(texts[index] ?? '', size, alignRight(index))} `).join('|')}|`;
  const numeric = (index: number) => isNumber(fields[index]?.type ?? 0);
  const head = line(
    fields.map((field) => field.name),
    () => false,
  );
  return [rule, head, rule, ...cells.map((row) => line(row, numeric)), rule].join('\n');
}

/** One column a line, as after `\G`. */
export function verticalText({ fields, rows }: Result): string {
  const size = Math.max(0, ...fields.map((field) => width(field.name)));
  return rows
    .map((row, index) => {
      const stars = '*'.repeat(27);
      const values = row.map(
        (value, at) => `${pad(fields[at]?.name ?? '', size, true)}: ${cellText(value, fields[at])}`,
      );
      return [`${stars} ${index + 1}. row ${stars}`, ...values].join('\n');
    })
    .join('\n');
}

/** Tabs between values, for programs: what the MySQL client prints into a pipe. */
export function batchText({ fields, rows }: Result, withNames: boolean): string {
  const escape = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\0', '\\0');
  const names = withNames ? [fields.map((field) => escape(field.name)).join('\t')] : [];
  const lines = rows.map((row) =>
    row.map((value, index) => (value === null ? 'NULL' : escape(cellText(value, fields[index])))).join('\t'),
  );
  return [...names, ...lines].join('\n');
}

/** Bytes that are no text are shown in hexadecimal, as the client does. */
function cellText(value: Uint8Array | null, field: Field | undefined): string {
  if (value === null) return 'NULL';
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const binary = field !== undefined && field.charset === BINARY_CHARSET && !isNumber(field.type);
  const text = bytes.toString('utf8');
  return binary && (text.includes('�') || /[\0-\x08\x0e-\x1f]/.test(text))
    ? `0x${bytes.toString('hex').toUpperCase()}`
    : text;
}

function pad(text: string, size: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, size - width(text)));
  return right ? space + text : text + space;
}

/** Columns of a terminal: East Asian wide characters and emoji take two, combining marks none. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (/\p{Mark}/u.test(char)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return columns;
}
