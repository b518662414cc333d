

export interface RemoveBackupResponse {
}

export interface RemoveBackupResponse__Output {
}
