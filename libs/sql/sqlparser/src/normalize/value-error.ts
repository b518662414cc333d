import { SqlError } from '../parser/errors.ts';

const ER_WRONG_VALUE = 1525;

/** A literal with a type of its own whose text is no such value. */
export class ValueError extends SqlError {
  constructor(type: string, value: string) {
    super(`Incorrect ${type} value: '${value}'`, ER_WRONG_VALUE, 'HY000', 0);
  }
}
