// Bodies of quoted strings: reading escapes, and writing them back in the one canonical form.

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  // INVARIANT: \% and \_ keep their backslash; LIKE patterns depend on it.
  '%': '\\%',
  _: '\\_',
};

/** Value of the body of a string that was quoted by `quote`; `backslash` is false under NO_BACKSLASH_ESCAPES. */
export function unescapeString(body: string, quote: string, backslash: boolean): string {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i]!;
    if (c === '\\' && backslash) {
      const next = body[i + 1] ?? '';
      parts.push(body.slice(from, i), escapes[next] ?? next);
    } else if (c === quote) {
      parts.push(body.slice(from, i), quote);
    } else continue;
    i++;
    from = i + 1;
  }
  parts.push(body.slice(from));
  return parts.join('');
}

const needsEscape = /[\0\b\n\r\t\x1a'"\\]/;

const written: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x1a': '\\Z',
  "'": "\\'",
  '\\': '\\\\',
};

/** 'value' with escapes, as the server's default sql_mode reads it. */
export function quoteString(value: string): string {
  if (!needsEscape.test(value)) return `'${value}'`;
  let out = "'";
  let from = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value[i]!;
    const escape = written[c];
    if (escape === undefined) continue;
    // \% and \_ stand for themselves and are written back as they came.
    if (c === '\\' && (value[i + 1] === '%' || value[i + 1] === '_')) continue;
    out += value.slice(from, i) + escape;
    from = i + 1;
  }
  return `${out}${value.slice(from)}'`;
}

/** `name`, with back-quotes in it doubled. */
export function quoteName(name: string): string {
  return `\`${name.includes('`') ? name.replaceAll('`', '``') : name}\``;
}
