import { describe, expect, test } from 'vitest';
import {
  countMysql,
  errantGtids,
  formatGtidSet,
  formatPosition,
  type GtidKind,
  parseGtidSet,
  parseMysqlGtid,
  parseMysqlGtidSet,
  parsePosition,
  positionContains,
  positionsEqual,
  subtractMysql,
  unionPositions,
} from './index.ts';
import { decodeSidBlock, encodeSidBlock } from './sid-block.ts';

const A = '00010203-0405-0607-0809-0a0b0c0d0e0f';
const B = '00010203-0405-0607-0809-0a0b0c0d0eff';

describe('MySQL GTID sets', () => {
  test.each([
    ['', ''],
    [`${A}:5`, `${A}:5`],
    [`${A.toUpperCase()}: 1 - 5 :7`, `${A}:1-5:7`],
    [`${A}:7-9:1-3:4-6:20`, `${A}:1-9:20`],
    [`${B}:1,\n${A}:2`, `${A}:2,${B}:1`],
    [`${A}:1-5,${A}:4-8`, `${A}:1-8`],
    [`${A}:8-5`, ''],
    [`${A}:nightly:1-2`, `${A}:nightly:1-2`],
    [`${A}:b:3:a:1:1-2,${A}:7`, `${A}:7:a:1-2:b:3`],
    [`${A}:9223372036854775807`, `${A}:9223372036854775807`],
  ])('%j reads as %j', (text, canonical) => {
    const set = parseMysqlGtidSet(text);
    expect(formatGtidSet(set)).toBe(canonical);
    expect(formatGtidSet(parseMysqlGtidSet(canonical))).toBe(canonical);
  });

  test.each([
    A,
    `${A}:`,
    `${A}:0`,
    `${A}:1-x`,
    `${A}:1-2-3`,
    `${A}:tag`,
    `${A}:tag:tag:1`,
    `${A}:9223372036854775808`,
    'x:1',
  ])('%j is refused', (text) => {
    expect(() => parseMysqlGtidSet(text)).toThrow(/invalid MySQL GTID set/);
  });

  test('contains, union, difference and count', () => {
    const whole = parseMysqlGtidSet(`${A}:1-10:20-30,${B}:t:1-5`);
    expect(positionContains(whole, parseMysqlGtidSet(`${A}:3-9:20,${B}:t:5`))).toBe(true);
    expect(positionContains(whole, parseMysqlGtidSet(`${A}:9-20`))).toBe(false);
    expect(positionContains(whole, parseMysqlGtidSet(`${B}:5`))).toBe(false);
    expect(formatPosition(unionPositions(whole, parseMysqlGtidSet(`${A}:11-19`)))).toBe(`MySQL56/${A}:1-30,${B}:t:1-5`);
    expect(formatGtidSet(subtractMysql(whole, parseMysqlGtidSet(`${A}:1:5-21:30,${B}:t:1-9`)))).toBe(`${A}:2-4:22-29`);
    expect(countMysql(whole)).toBe(26n);
  });

  test('what only a replica has is errant, unless its source wrote it', () => {
    const errant = errantGtids(parseMysqlGtidSet(`${A}:1-33,${B}:1-4`), parseMysqlGtidSet(`${A}:1-29,${B}:1-3`), A);
    expect(formatGtidSet(errant)).toBe(`${B}:4`);
  });

  test('the binary form', () => {
    const set = parseMysqlGtidSet(`${A}:20-30:35-40,${B}:1-5`);
    expect(formatGtidSet(decodeSidBlock(encodeSidBlock(set)))).toBe(formatGtidSet(set));
    expect(() => decodeSidBlock(encodeSidBlock(set).subarray(0, 50))).toThrow('invalid SID block');
    const tagged = encodeSidBlock(parseMysqlGtidSet(`${A}:tg:1`)).toString('hex');
    expect(tagged).toBe(
      `0101000000000001${A.replaceAll('-', '')}0474670100000000000000` + '01000000000000000200000000000000',
    );
  });

  test('one GTID', () => {
    expect(parseMysqlGtid(`${A.toUpperCase()}:5`)).toEqual({ kind: 'MySQL56', source: A, sequence: 5n });
    expect(parseMysqlGtid(`${A}:tag:5`)).toEqual({ kind: 'MySQL56', source: `${A}:tag`, sequence: 5n });
    for (const text of [`${A}:1:2`, `${A}:0`, `${A}:1-2`, `${A}`])
      expect(() => parseMysqlGtid(text)).toThrow('invalid');
  });
});

describe('MariaDB and file positions', () => {
  const contains = (kind: GtidKind, whole: string, part: string) =>
    positionContains(parseGtidSet(kind, whole), parseGtidSet(kind, part));

  test.each([
    ['MariaDB', '5-4727-9000', '5-5555-100', true],
    ['MariaDB', '5-1-9,4-1-2', '4-1-3', false],
    ['MariaDB', '5-1-9', '5-1-9,6-1-1', false],
    ['MariaDB', '5-1-9', '', true],
    ['FilePos', 'binlog.000009:500', 'binlog.000009:499', true],
    ['FilePos', 'binlog.1000000:4', 'binlog.999999:900', true],
    ['FilePos', 'binlog.000009:500', 'binlog.000010:4', false],
  ] as const)('%s %s contains %s: %s', (kind, whole, part, expected) => {
    expect(contains(kind, whole, part)).toBe(expected);
  });

  test('the later of two in one domain stays', () => {
    expect(formatGtidSet(parseGtidSet('MariaDB', '7-1-5,0-2-9,7-3-4'))).toBe('0-2-9,7-1-5');
  });
  test.each(['1x-33-142', '1-33-a142', '1-2', '1-2-3-4', '4294967296-1-1'])('%j is refused', (text) => {
    expect(() => parseGtidSet('MariaDB', text)).toThrow(/invalid MariaDB GTID/);
  });
});

describe('positions', () => {
  test.each(['', `MySQL56/${A}:1-5`, 'MySQL56/', 'MariaDB/0-1-1234,1-2-5', 'FilePos/binlog.000001:4'])(
    '%j prints as it was',
    (text) => {
      expect(formatPosition(parsePosition(text))).toBe(text);
    },
  );
  test('a bare set is of the default flavor', () => {
    expect(formatPosition(parsePosition(`${A}:1`))).toBe(`MySQL56/${A}:1`);
    expect(formatPosition(parsePosition('0-1-2', 'MariaDB'))).toBe('MariaDB/0-1-2');
  });
  test('an unknown flavor is named', () => {
    expect(() => parsePosition('Golf/par')).toThrow("unknown flavor 'Golf'");
  });
  test('the beginning is in everything and equals itself alone', () => {
    expect(positionContains(parsePosition('MariaDB/0-1-1'), undefined)).toBe(true);
    expect(positionContains(undefined, parsePosition('MariaDB/0-1-1'))).toBe(false);
    expect(positionsEqual(undefined, undefined)).toBe(true);
    expect(positionsEqual(parsePosition('MariaDB/0-1-1'), undefined)).toBe(false);
  });
  test('two flavors never meet', () => {
    const mysql = parsePosition(`${A}:1`);
    const mariadb = parsePosition('MariaDB/0-1-1');
    expect(positionContains(mysql, mariadb)).toBe(false);
    expect(() => unionPositions(mysql, mariadb)).toThrow('two flavors');
  });
});
