export { type LifecycleState, parseLifecycle } from './lifecycle.ts';
