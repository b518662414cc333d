

export interface ValidatePermissionsKeyspaceResponse {
}

export interface ValidatePermissionsKeyspaceResponse__Output {
}
