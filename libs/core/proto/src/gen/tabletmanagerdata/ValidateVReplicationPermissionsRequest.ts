

export interface ValidateVReplicationPermissionsRequest {
}

export interface ValidateVReplicationPermissionsRequest__Output {
}
