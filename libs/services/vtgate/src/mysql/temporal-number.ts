import { type BindVariable, isNumber, Type } from '@vt/sqltypes';

const TEMPORAL: ReadonlySet<number> = new Set<number>([Type.DATE, Type.DATETIME, Type.TIME, Type.TIMESTAMP]);

/** Whether MySQL takes the value, which came as a moment, for a number: by the type that it derived for the parameter. */
export function isNumberOfMoment({ type }: BindVariable, derived: number | undefined): boolean {
  return derived !== undefined && TEMPORAL.has(type) && isNumber(derived);
}

/** 2024-02-29 03:04:05.5 as 20240229030405.5, and -51:04:05 as -510405. */
export function numberOfMoment({ value }: BindVariable): BindVariable {
  const digits = Buffer.from(value ?? '')
    .toString()
    .replace(/[-:\s]/g, '');
  const isNegative = value?.[0] === 0x2d;
  const number = digits.replace(/^0+(?=\d)/, '').replace(/\.0*$/, '');
  const isWhole = !number.includes('.');
  return { type: isWhole ? Type.INT64 : Type.DECIMAL, value: Buffer.from(`${isNegative ? '-' : ''}${number}`) };
}
