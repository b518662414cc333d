
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApplyBinlogFileRequest as _mysqlctl_ApplyBinlogFileRequest, ApplyBinlogFileRequest__Output as _mysqlctl_ApplyBinlogFileRequest__Output } from '../mysqlctl/ApplyBinlogFileRequest.ts';
import type { ApplyBinlogFileResponse as _mysqlctl_ApplyBinlogFileResponse, ApplyBinlogFileResponse__Output as _mysqlctl_ApplyBinlogFileResponse__Output } from '../mysqlctl/ApplyBinlogFileResponse.ts';
import type { HostMetricsRequest as _mysqlctl_HostMetricsRequest, HostMetricsRequest__Output as _mysqlctl_HostMetricsRequest__Output } from '../mysqlctl/HostMetricsRequest.ts';
import type { HostMetricsResponse as _mysqlctl_HostMetricsResponse, HostMetricsResponse__Output as _mysqlctl_HostMetricsResponse__Output } from '../mysqlctl/HostMetricsResponse.ts';
import type { ReadBinlogFilesTimestampsRequest as _mysqlctl_ReadBinlogFilesTimestampsRequest, ReadBinlogFilesTimestampsRequest__Output as _mysqlctl_ReadBinlogFilesTimestampsRequest__Output } from '../mysqlctl/ReadBinlogFilesTimestampsRequest.ts';
import type { ReadBinlogFilesTimestampsResponse as _mysqlctl_ReadBinlogFilesTimestampsResponse, ReadBinlogFilesTimestampsResponse__Output as _mysqlctl_ReadBinlogFilesTimestampsResponse__Output } from '../mysqlctl/ReadBinlogFilesTimestampsResponse.ts';
import type { RefreshConfigRequest as _mysqlctl_RefreshConfigRequest, RefreshConfigRequest__Output as _mysqlctl_RefreshConfigRequest__Output } from '../mysqlctl/RefreshConfigRequest.ts';
import type { RefreshConfigResponse as _mysqlctl_RefreshConfigResponse, RefreshConfigResponse__Output as _mysqlctl_RefreshConfigResponse__Output } from '../mysqlctl/RefreshConfigResponse.ts';
import type { ReinitConfigRequest as _mysqlctl_ReinitConfigRequest, ReinitConfigRequest__Output as _mysqlctl_ReinitConfigRequest__Output } from '../mysqlctl/ReinitConfigRequest.ts';
import type { ReinitConfigResponse as _mysqlctl_ReinitConfigResponse, ReinitConfigResponse__Output as _mysqlctl_ReinitConfigResponse__Output } from '../mysqlctl/ReinitConfigResponse.ts';
import type { RunMysqlUpgradeRequest as _mysqlctl_RunMysqlUpgradeRequest, RunMysqlUpgradeRequest__Output as _mysqlctl_RunMysqlUpgradeRequest__Output } from '../mysqlctl/RunMysqlUpgradeRequest.ts';
import type { RunMysqlUpgradeResponse as _mysqlctl_RunMysqlUpgradeResponse, RunMysqlUpgradeResponse__Output as _mysqlctl_RunMysqlUpgradeResponse__Output } from '../mysqlctl/RunMysqlUpgradeResponse.ts';
import type { ShutdownRequest as _mysqlctl_ShutdownRequest, ShutdownRequest__Output as _mysqlctl_ShutdownRequest__Output } from '../mysqlctl/ShutdownRequest.ts';
import type { ShutdownResponse as _mysqlctl_ShutdownResponse, ShutdownResponse__Output as _mysqlctl_ShutdownResponse__Output } from '../mysqlctl/ShutdownResponse.ts';
import type { StartRequest as _mysqlctl_StartRequest, StartRequest__Output as _mysqlctl_StartRequest__Output } from '../mysqlctl/StartRequest.ts';
import type { StartResponse as _mysqlctl_StartResponse, StartResponse__Output as _mysqlctl_StartResponse__Output } from '../mysqlctl/StartResponse.ts';
import type { VersionStringRequest as _mysqlctl_VersionStringRequest, VersionStringRequest__Output as _mysqlctl_VersionStringRequest__Output } from '../mysqlctl/VersionStringRequest.ts';
import type { VersionStringResponse as _mysqlctl_VersionStringResponse, VersionStringResponse__Output as _mysqlctl_VersionStringResponse__Output } from '../mysqlctl/VersionStringResponse.ts';

export interface MysqlCtlDefinition {
  ApplyBinlogFile: MethodDefinition<_mysqlctl_ApplyBinlogFileRequest, _mysqlctl_ApplyBinlogFileResponse, _mysqlctl_ApplyBinlogFileRequest__Output, _mysqlctl_ApplyBinlogFileResponse__Output>
  HostMetrics: MethodDefinition<_mysqlctl_HostMetricsRequest, _mysqlctl_HostMetricsResponse, _mysqlctl_HostMetricsRequest__Output, _mysqlctl_HostMetricsResponse__Output>
  ReadBinlogFilesTimestamps: MethodDefinition<_mysqlctl_ReadBinlogFilesTimestampsRequest, _mysqlctl_ReadBinlogFilesTimestampsResponse, _mysqlctl_ReadBinlogFilesTimestampsRequest__Output, _mysqlctl_ReadBinlogFilesTimestampsResponse__Output>
  RefreshConfig: MethodDefinition<_mysqlctl_RefreshConfigRequest, _mysqlctl_RefreshConfigResponse, _mysqlctl_RefreshConfigRequest__Output, _mysqlctl_RefreshConfigResponse__Output>
  ReinitConfig: MethodDefinition<_mysqlctl_ReinitConfigRequest, _mysqlctl_ReinitConfigResponse, _mysqlctl_ReinitConfigRequest__Output, _mysqlctl_ReinitConfigResponse__Output>
  RunMysqlUpgrade: MethodDefinition<_mysqlctl_RunMysqlUpgradeRequest, _mysqlctl_RunMysqlUpgradeResponse, _mysqlctl_RunMysqlUpgradeRequest__Output, _mysqlctl_RunMysqlUpgradeResponse__Output>
  Shutdown: MethodDefinition<_mysqlctl_ShutdownRequest, _mysqlctl_ShutdownResponse, _mysqlctl_ShutdownRequest__Output, _mysqlctl_ShutdownResponse__Output>
  Start: MethodDefinition<_mysqlctl_StartRequest, _mysqlctl_StartResponse, _mysqlctl_StartRequest__Output, _mysqlctl_StartResponse__Output>
  VersionString: MethodDefinition<_mysqlctl_VersionStringRequest, _mysqlctl_VersionStringResponse, _mysqlctl_VersionStringRequest__Output, _mysqlctl_VersionStringResponse__Output>
}
