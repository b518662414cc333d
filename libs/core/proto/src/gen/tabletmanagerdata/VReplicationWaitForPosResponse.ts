

export interface VReplicationWaitForPosResponse {
}

export interface VReplicationWaitForPosResponse__Output {
}
