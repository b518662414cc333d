export { type FilePosition, parseFilePosition } from './file-position.ts';
export {
  addMariadb,
  emptyMariadbGtidSet,
  type MariadbGtid,
  type MariadbGtidSet,
  parseMariadbGtid,
  parseMariadbGtidSet,
} from './mariadb-gtid-set.ts';
export {
  countMysql,
  formatMysqlGtid,
  formatMysqlGtidSet,
  type MysqlGtid,
  type MysqlGtidSet,
  mysqlSetOf,
  parseMysqlGtid,
  parseMysqlGtidSet,
  subtractMysql,
} from './mysql-gtid-set.ts';
export {
  errantGtids,
  formatGtidSet,
  formatPosition,
  type GtidKind,
  type GtidSet,
  type Position,
  parseGtidSet,
  parsePosition,
  positionContains,
  positionsEqual,
  unionPositions,
} from './position.ts';
export { decodeSidBlock, encodeSidBlock, formatUuid } from './sid-block.ts';
