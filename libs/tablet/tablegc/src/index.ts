export { TableGc, type TableGcParts } from './collector.ts';
export { defaultTableGcConfig, type TableGcConfig } from './config.ts';
export { type LifecycleState, lifecycleStates, parseLifecycle } from './lifecycle.ts';
