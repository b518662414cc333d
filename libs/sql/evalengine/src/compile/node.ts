import type { Frame } from '../frame.ts';
import type { EvalType } from '../type/eval-type.ts';
import type { Value } from '../value/value.ts';

/** What kind of `Value` a node gives; MySQL's result type, with temporal types and JSON told apart. */
export type ValueClass = 'null' | 'int' | 'real' | 'decimal' | 'string' | 'date' | 'time' | 'datetime' | 'json';

/** How strongly an operand insists on its collation: the smaller, the stronger. */
export const Derivation = {
  Explicit: 0,
  None: 1,
  Implicit: 2,
  System: 3,
  Coercible: 4,
  Numeric: 5,
  Ignorable: 6,
} as const;

/** A compiled expression. */
export type Node = {
  readonly cls: ValueClass;
  readonly type: EvalType;
  readonly derivation: number;
  /** Every text it gives is ASCII, and so can be written in any character set. */
  readonly ascii: boolean;
  /** Gives the same for every row and needs no bind variable. */
  readonly constant: boolean;
  readonly run: (frame: Frame) => Value;
  /** X'41', 0x41, b'1': bytes that count as a number where one is wanted. */
  readonly hex?: boolean;
  /** BIT columns: the bytes where a text is wanted. */
  readonly text?: (frame: Frame) => Uint8Array | null;
  /** TRUE, FALSE, comparisons and their like: true or false as JSON. */
  readonly bool?: boolean;
  /** A column's value as it is. */
  readonly column?: boolean;
  /** A text of which a number is made without a word about what is no number in it. */
  readonly quiet?: boolean;
  /** A place in a text: beside texts MySQL gives it the collation in which it was looked for. */
  readonly place?: boolean;
  /** MariaDB's: a DOUBLE of it comes with a warning also where it is empty. */
  readonly warnsOfNothing?: boolean;
  /** Its text is not known from its value. */
  readonly untold?: boolean;
  /** As a whole number it is not always the nearest one: that depends on who asks. */
  readonly oddWhole?: boolean;
  /** A YEAR column: as a date and beside other types it counts in its own way. */
  readonly yearColumn?: boolean;
  /** Gives one of several operands that are not all of its class, whose own text MySQL asks for. */
  readonly mixed?: boolean;
  /** A BIT column. */
  readonly bits?: boolean;
  /** An ENUM or SET column: a number where one is wanted, which its text does not tell. */
  readonly choice?: boolean;
  /** A CAST to CHAR or BINARY: to MariaDB a number of it has no digits behind the point to show. */
  readonly castToChar?: boolean;
  /** The columns of a row; then the rest means nothing. */
  readonly row?: readonly Node[];
  /** A DATE, TIME, TIMESTAMP literal or other fixed value of the kind. */
  readonly literal?: boolean;
  /** As canonical text, for messages. */
  readonly source?: string;
};

export const isTemporal = (cls: ValueClass): cls is 'date' | 'time' | 'datetime' =>
  cls === 'date' || cls === 'time' || cls === 'datetime';
export const hasDate = (cls: ValueClass): boolean => cls === 'date' || cls === 'datetime';
export const isNumeric = (cls: ValueClass): boolean => cls === 'int' || cls === 'real' || cls === 'decimal';
/** MySQL's result type STRING. */
export const isStringResult = (cls: ValueClass): boolean => !isNumeric(cls);
