const DIAGNOSTICS = /^show (?:count\(\*\) )?(?:warnings|errors)$|@@warning_count/i;
const COUNTS = /count/i;
const FOUND_ROWS = /\bfound_rows\(\)/i;

/**
 * Whether what a session is asked about its last statement is something that the statement determines: FOUND_ROWS() is about a SELECT, and a statement
 * that looks for rows warns as often as it happens to compute something on the way.
 */
export function isAnswerable(question: string, last: string | undefined): boolean {
  if (FOUND_ROWS.test(question)) return last !== undefined && /^select\b/i.test(last);
  if (!DIAGNOSTICS.test(question) || last === undefined) return true;
  if (/^(?:select|table|show)\b/i.test(last)) return false;
  return !(COUNTS.test(question) && /^(?:update|delete)\b/i.test(last));
}
