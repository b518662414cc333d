/** Whether arithmetic is made with the `?` there, other than of a moment and an interval. */
export function isOperand(sql: string, offset: number): boolean {
  const before = sql.slice(Math.max(0, offset - OPERATOR_MAX), offset);
  const after = sql.slice(offset + 1, offset + 1 + OPERATOR_MAX);
  return (
    /(?:[-+*/%]|\b(?:div|mod))\s*$/i.test(before) || /^\s*(?:[-+](?!\s*interval)|[*/%]|(?:div|mod)\b)/i.test(after)
  );
}

/** Characters of an operator, and of what is between it and a `?`, that are looked at. */
const OPERATOR_MAX = 40;
