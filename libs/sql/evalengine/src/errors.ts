import { VtError } from '@vt/base';

/**
 * The evaluator cannot answer for certain as MySQL would: the statement must go another road. Thrown at compile time it becomes
 * an `Unsupported`; at run time (a text that is too long to know what MySQL would do …) it reaches the caller.
 */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

export function unsupported(what: string): never {
  throw new UnsupportedError(what);
}

/** An error of MySQL's own, with its number and SQLSTATE. */
export function mysqlError(errno: number, state: string, message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', errno, state, message });
}

export const errors = {
  operandColumns: (columns: number) => mysqlError(1241, '21000', `Operand should contain ${columns} column(s)`),
  wrongParameterCount: (name: string) =>
    mysqlError(1582, '42000', `Incorrect parameter count in the call to native function '${name}'`),
  wrongArguments: (name: string) => mysqlError(1210, 'HY000', `Incorrect arguments to ${name}`),
  outOfRange: (type: string, what: string) => mysqlError(1690, '22003', `${type} value is out of range in '${what}'`),
  invalidJson: (argument: number, name: string, message: string, at: number) =>
    mysqlError(
      3141,
      '22032',
      `Invalid JSON text in argument ${argument} to function ${name}: "${message}" at position ${at}.`,
    ),
  illegalMix2: (a: string, b: string, operation: string) =>
    mysqlError(1267, 'HY000', `Illegal mix of collations (${a}) and (${b}) for operation '${operation}'`),
  wrongValue: (kind: string, value: string, name: string) =>
    mysqlError(1411, 'HY000', `Incorrect ${kind} value: '${value}' for function ${name}`),
  unknownCharset: (name: string) => mysqlError(1115, '42000', `Unknown character set: '${name}'`),
  unknownCollation: (name: string) => mysqlError(1273, 'HY000', `Unknown collation: '${name}'`),
} as const;
