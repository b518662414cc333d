const DIGIT_BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;
const GROUP = 9;

export function decimalBytes(precision: number, scale: number): number {
  return partBytes(precision - scale) + partBytes(scale);
}

function partBytes(digits: number): number {
  return Math.floor(digits / GROUP) * 4 + (DIGIT_BYTES[digits % GROUP] as number);
}

/**
 * A DECIMAL as text. Digits are kept by nines in four bytes, big-endian; the odd ones are first in the integer part and last in the fraction. The
 * highest bit is the sign (1: not negative); negative numbers have all bits inverted.
 */
export function decimalText(bytes: Uint8Array, precision: number, scale: number): string {
  const negative = ((bytes[0] as number) & 0x80) === 0;
  const digits = Uint8Array.from(bytes, (byte) => (negative ? byte ^ 0xff : byte));
  digits[0] = (digits[0] as number) ^ 0x80;
  let at = 0;
  const next = (count: number): string => {
    const length = DIGIT_BYTES[count] as number;
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + (digits[at++] as number);
    return String(value).padStart(count, '0');
  };
  const whole = precision - scale;
  let integer = whole % GROUP > 0 ? next(whole % GROUP) : '';
  for (let i = 0; i < Math.floor(whole / GROUP); i++) integer += next(GROUP);
  let fraction = '';
  for (let i = 0; i < Math.floor(scale / GROUP); i++) fraction += next(GROUP);
  if (scale % GROUP > 0) fraction += next(scale % GROUP);
  integer = integer.replace(/^0+(?=.)/, '') || '0';
  return `${negative ? '-' : ''}${integer}${scale > 0 ? `.${fraction}` : ''}`;
}
