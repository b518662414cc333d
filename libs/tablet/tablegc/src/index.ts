export { TableGc, type TableGcParts } from './collector.ts';
export { defaultTableGcConfig, type TableGcConfig } from './config.ts';
export { parseLifecycle } from './lifecycle.ts';
