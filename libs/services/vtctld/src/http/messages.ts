import type { MessageName } from '@vt/proto';

/** Methods whose answer is not called after them. */
const answers: Readonly<Record<string, string>> = {
  BackupShard: 'Backup',
  MigrateCreate: 'WorkflowStatus',
  MoveTablesCreate: 'WorkflowStatus',
  ReshardCreate: 'WorkflowStatus',
};

export function requestOf(method: string): MessageName {
  return `vtctldata.${method}Request` as MessageName;
}

export function responseOf(method: string): MessageName {
  return `vtctldata.${answers[method] ?? method}Response` as MessageName;
}
