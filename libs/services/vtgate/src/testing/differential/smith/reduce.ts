const TOKEN = /(?:\b(?:x|b|date|time|timestamp))?'(?:[^'\\]|\\.|'')*'|[\w$.]+|<=>|<=|>=|<>|!=|->>|->|<<|>>|[^\s]/gsu;

/** The shortest statement, of those made by leaving tokens out, for which `still` holds. */
export async function reduce(
  sql: string,
  still: (shorter: string) => Promise<boolean>,
  triesMax: number,
): Promise<string> {
  let tokens: string[] = [...(sql.match(TOKEN) ?? [])];
  let tries = 0;
  const holds = async (list: readonly string[]) => tries++ < triesMax && (await still(list.join(' ')));
  for (let progress = true; progress && tries < triesMax; ) {
    progress = false;
    // What stands in parentheses, with what is called: to a number, or to what is within.
    for (let at = 0; at < tokens.length && tries < triesMax; at++) {
      if (tokens[at] !== '(') continue;
      const end = closing(tokens, at);
      if (end < 0) continue;
      const call = /^\w+$/.test(tokens[at - 1] ?? '') ? at - 1 : at;
      for (const instead of [['1'], ['null'], ["'a'"], tokens.slice(at + 1, end)]) {
        const shorter = [...tokens.slice(0, call), ...instead, ...tokens.slice(end + 1)];
        if (shorter.length < tokens.length && (await holds(shorter))) {
          tokens = shorter;
          progress = true;
          break;
        }
      }
    }
    for (let size = tokens.length >> 1; size >= 1 && tries < triesMax; size = size > 8 ? size >> 1 : size - 1) {
      for (let at = 0; at + size <= tokens.length && tries < triesMax; at++) {
        const shorter = [...tokens.slice(0, at), ...tokens.slice(at + size)];
        if (!isBalanced(tokens.slice(at, at + size)) || !(await holds(shorter))) continue;
        tokens = shorter;
        progress = true;
        at--;
      }
    }
  }
  return tokens
    .join(' ')
    .replace(/ ?([(),]) ?/g, (_, one: string) => (one === ',' ? ', ' : one === '(' ? '(' : ')'))
    .replace(/\)(\w)/g, ') $1')
    .replace(/\b(in|as|and|or|on|from|where|select|join|exists|any|all|over|by|union|then|when|else)\(/g, '$1 (');
}

function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at] === '(') depth++;
    else if (tokens[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function isBalanced(tokens: readonly string[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    else if (token === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
