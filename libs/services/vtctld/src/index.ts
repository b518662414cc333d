export { TabletManagers } from '@vt/reparent';
export type { Context as VtctldContext, VtctldMethod } from './context.ts';
export { handlers } from './rpc/index.ts';
export { callInternal, streamInternal, vtctldImplementation } from './service.ts';
export { crashAt as crashAtWorkflowStep, workflowCrashPoints } from './workflow/crash-point.ts';
