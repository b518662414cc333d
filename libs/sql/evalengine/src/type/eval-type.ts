import { BINARY_COLLATION, charsetByName, collationById } from '@vt/collations';
import { ColumnFlag, Type } from '@vt/sqltypes';

/** What is known of an expression before any row: as MySQL would describe the result column. */
export type EvalType = {
  /** query.Type number. */
  readonly type: number;
  /** Collation id; 63 for what is no text. */
  readonly collation: number;
  /** MySQL's column flags: NOT_NULL 1, UNSIGNED 32, BINARY 128. */
  readonly flags: number;
  /** Most bytes of the text form, as MySQL reports it. */
  readonly length: number;
  /** Digits after the point; of seconds for temporal types; 31 where they are not fixed. */
  readonly decimals: number;
  readonly nullable: boolean;
  /** The values of an ENUM or SET in order, where known: they sort by position. */
  readonly values?: readonly string[];
};

/** `decimals` of a number whose digits after the point are not fixed. */
export const NOT_FIXED = 31;
const INT64_LENGTH = 21;
const DOUBLE_LENGTH = 23;
const VARCHAR_BYTES_MAX = 65_535;
export const LONG_BYTES_MAX = 4_294_967_295;
const DATE_LENGTH = 10;
const TIME_LENGTH = 10;
const DATETIME_LENGTH = 19;

const flagsOf = (nullable: boolean, more = 0) => (nullable ? 0 : ColumnFlag.NOT_NULL) | ColumnFlag.BINARY | more;

export function intType(nullable: boolean, length = INT64_LENGTH, unsigned = false): EvalType {
  return {
    type: unsigned ? Type.UINT64 : Type.INT64,
    collation: BINARY_COLLATION,
    flags: flagsOf(nullable, unsigned ? ColumnFlag.UNSIGNED : 0),
    length,
    decimals: 0,
    nullable,
  };
}

export function boolType(nullable: boolean): EvalType {
  return intType(nullable, 1);
}

export function realType(nullable: boolean, decimals = NOT_FIXED): EvalType {
  const length = decimals === NOT_FIXED ? DOUBLE_LENGTH : 17 + decimals;
  return { type: Type.FLOAT64, collation: BINARY_COLLATION, flags: flagsOf(nullable), length, decimals, nullable };
}

/** `precision` digits in all. Length counts the sign and the point. */
export function decimalType(nullable: boolean, precision: number, scale: number, unsigned = false): EvalType {
  const digits = Math.max(1, Math.min(precision, 65), scale);
  const length = digits + (scale > 0 ? 1 : 0) + (unsigned || digits === 0 ? 0 : 1) + (digits === scale ? 1 : 0);
  return {
    type: Type.DECIMAL,
    collation: BINARY_COLLATION,
    flags: flagsOf(nullable, unsigned ? ColumnFlag.UNSIGNED : 0),
    length,
    decimals: scale,
    nullable,
  };
}

/** The precision that a decimal type's length stands for. */
export function precisionOf(type: EvalType): number {
  const sign = type.flags & ColumnFlag.UNSIGNED ? 0 : 1;
  return Math.max(1, type.length - (type.decimals > 0 ? 1 : 0) - sign);
}

/** A text of at most `characters` in the collation: VARCHAR, or TEXT when that may be too long for one. */
export function stringType(nullable: boolean, collation: number, characters: number): EvalType {
  const charset = charsetByName(collationById(collation)?.charset ?? 'binary');
  const length = Math.min(LONG_BYTES_MAX, Math.max(0, characters) * (charset?.bytesMax ?? 1));
  const binary = collation === BINARY_COLLATION;
  const large = length > VARCHAR_BYTES_MAX;
  const type = binary ? (large ? Type.BLOB : Type.VARBINARY) : large ? Type.TEXT : Type.VARCHAR;
  const flags = (nullable ? 0 : ColumnFlag.NOT_NULL) | (sortsByBytes(collation) ? ColumnFlag.BINARY : 0);
  return { type, collation, flags, length, decimals: NOT_FIXED, nullable };
}

/** Collations that compare code points have MySQL's BINARY flag as the binary one has. */
const sortsByBytes = (collation: number) => {
  const name = collationById(collation)?.name ?? '';
  return name === 'binary' || name.endsWith('_bin');
};

/** Most characters of the text form of a value of the type. */
export function charactersOf(type: EvalType): number {
  const charset = charsetByName(collationById(type.collation)?.charset ?? 'binary');
  return Math.floor(type.length / (charset?.bytesMax ?? 1));
}

export function nullType(): EvalType {
  return {
    type: Type.NULL_TYPE,
    collation: BINARY_COLLATION,
    flags: ColumnFlag.BINARY,
    length: 0,
    decimals: 0,
    nullable: true,
  };
}

const fraction = (fsp: number) => (fsp > 0 ? fsp + 1 : 0);

export function dateType(nullable: boolean): EvalType {
  return temporal(Type.DATE, nullable, DATE_LENGTH, 0);
}

export function timeType(nullable: boolean, fsp: number): EvalType {
  return temporal(Type.TIME, nullable, TIME_LENGTH + fraction(fsp), fsp);
}

export function datetimeType(nullable: boolean, fsp: number): EvalType {
  return temporal(Type.DATETIME, nullable, DATETIME_LENGTH + fraction(fsp), fsp);
}

function temporal(type: number, nullable: boolean, length: number, decimals: number): EvalType {
  return { type, collation: BINARY_COLLATION, flags: flagsOf(nullable), length, decimals, nullable };
}

const UTF8MB4_BIN = 46;

export function jsonType(nullable: boolean): EvalType {
  const flags = flagsOf(nullable);
  return { type: Type.JSON, collation: UTF8MB4_BIN, flags, length: LONG_BYTES_MAX, decimals: NOT_FIXED, nullable };
}

export const isUnsignedType = (type: EvalType): boolean =>
  type.type === Type.YEAR || type.type === Type.BIT || (type.flags & ColumnFlag.UNSIGNED) !== 0;

export function withNullable(type: EvalType, nullable: boolean): EvalType {
  if (type.nullable === nullable) return type;
  const flags = nullable ? type.flags & ~ColumnFlag.NOT_NULL : type.flags | ColumnFlag.NOT_NULL;
  return { ...type, nullable, flags };
}
