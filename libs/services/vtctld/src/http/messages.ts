import { create, type MessageName, toJson } from '@vt/proto';

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

/** A message's JSON with every field at its default, which tells what each is. */
export function emptyMessage(name: MessageName): Readonly<Record<string, unknown>> {
  return toJson(name, create(name, {})) as Record<string, unknown>;
}
