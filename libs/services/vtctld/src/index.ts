export { TabletManagers } from '@vt/reparent';
export { type AuditLog, auditFile } from './access/audit.ts';
export { everybodyMay, RolesFile } from './access/roles.ts';
export type { Context as VtctldContext, VtctldMethod } from './context.ts';
export { type ApiMode, addApi } from './http/api.ts';
export { handlers } from './rpc/index.ts';
export { callInternal, streamInternal, vtctldImplementation } from './service.ts';
export { crashAt as crashAtWorkflowStep, workflowCrashPoints } from './workflow/crash-point.ts';
export { watchAbandonedSwitches } from './workflow/switch/pending.ts';
