import type { Statement } from '../ast/node.ts';
import { print } from '../printer/printer.ts';
import { normalize } from './normalize.ts';
import { ValueError } from './value-error.ts';

/**
 * The text of a statement without any value of the client's, for logs: literals are binds, as the normaliser names them
 * where it takes them out, `:redacted1` and so on elsewhere (also in statements kept as text, where passwords are).
 */
export function redact(statement: Statement): string {
  try {
    const { statement: normal, binds } = normalize(statement, { prefix: 'redacted' });
    return print(normal, { redact: true, redactedBefore: binds.size });
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return print(statement, { redact: true });
  }
}
