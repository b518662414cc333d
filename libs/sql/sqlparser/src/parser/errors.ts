/** Anything this library refuses. `errno` and `sqlState` are MySQL's; `position` is a byte offset into the statement. */
export class SqlError extends Error {
  readonly errno: number;
  readonly sqlState: string;
  readonly position: number;

  constructor(message: string, errno: number, sqlState: string, position: number) {
    super(message);
    this.name = new.target.name;
    this.errno = errno;
    this.sqlState = sqlState;
    this.position = position;
  }
}

const NEAR_BYTES_MAX = 80;
const ER_PARSE_ERROR = 1064;

export type SyntaxErrorFields = {
  /** The statement. */
  readonly text: string;
  /** UTF-16 offset of the token that does not fit, and its end. */
  readonly start: number;
  readonly end: number;
  /** The token's own text where it has one (words, literals); Vitess prints it after "near". */
  readonly near: string;
  /** Replaces "syntax error" in `vitessMessage`. */
  readonly reason?: string | undefined;
  /** What MySQL's grammar says instead of that it does not know the words. */
  readonly said?: { readonly errno: number; readonly message: string } | undefined;
};

/**
 * The text does not match the grammar. `message` is MySQL's; `vitessMessage` is what a vtgate answers, with its position
 * counted as Vitess does: one past the end of the offending token.
 */
export class SqlSyntaxError extends SqlError {
  readonly vitessMessage: string;
  readonly vitessPosition: number;
  readonly near: string;

  constructor({ text, start, end, near, reason, said }: SyntaxErrorFields) {
    const position = Buffer.byteLength(text.slice(0, start));
    super(
      said?.message ??
        'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for ' +
          `the right syntax to use near '${shownNear(text, start)}' at line ${lineOf(text, start)}`,
      said?.errno ?? ER_PARSE_ERROR,
      '42000',
      position,
    );
    this.near = near;
    this.vitessPosition = position + Buffer.byteLength(text.slice(start, end)) + 1;
    const where = ` at position ${this.vitessPosition}`;
    this.vitessMessage = (reason ?? 'syntax error') + where + (near === '' ? '' : ` near '${near}'`);
  }
}

/** As much of the text as the server shows: bytes of utf8mb3, to which it converts, and so without longer characters. */
export function shownNear(text: string, start: number): string {
  const rest = text.slice(start, start + NEAR_BYTES_MAX);
  if (/^[\0-\x7f]*$/.test(rest)) return rest;
  let bytes = 0;
  let shown = '';
  for (const character of text.slice(start, start + 2 * NEAR_BYTES_MAX)) {
    const known = character.length > 1 ? '?' : character;
    bytes += Buffer.byteLength(known);
    if (bytes > NEAR_BYTES_MAX) break;
    shown += known;
  }
  return shown;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** A bound was passed: the statement may be good SQL, but is not read further. */
export class SqlLimitError extends SqlError {
  static tooLong(bytesMax: number): SqlLimitError {
    return new SqlLimitError(`Got a packet bigger than 'max_allowed_packet' bytes (${bytesMax})`, 1153, '08S01', 0);
  }
  static tooDeep(nestingMax: number, position: number): SqlLimitError {
    return new SqlLimitError(`Statement is nested deeper than ${nestingMax} levels`, 1436, 'HY000', position);
  }
  static tooManyBinds(bindsMax: number, position: number): SqlLimitError {
    return new SqlLimitError(
      `Prepared statement contains too many placeholders (more than ${bindsMax})`,
      1390,
      'HY000',
      position,
    );
  }
}
