

export interface MountUnregisterResponse {
}

export interface MountUnregisterResponse__Output {
}
