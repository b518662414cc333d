/** Methods that change nothing: by their first word, and a few more. Everything else counts as a change. */
const READING =
  /^(Find|Get|Validate|MountList|MountShow|PingTablet|ShardReplicationPositions|VDiffShow|WorkflowStatus|CheckThrottler)/;

export function isReading(method: string): boolean {
  return READING.test(method);
}
