export { abandonable } from './abandonable.ts';
export { anySignal } from './any-signal.ts';
export { type CatalogRow, catalog, type VtErrorId } from './errors/catalog.ts';
export { Code, type CodeName, codeName } from './errors/code.ts';
export { type MysqlError, toMysqlError } from './errors/mysql-error.ts';
export { toVtError, VtError, type VtErrorFields } from './errors/vt-error.ts';
export { IdTable } from './id-table.ts';
export { SlotSet, type Slotted } from './slot-set.ts';
export { stoppable } from './stoppable.ts';
