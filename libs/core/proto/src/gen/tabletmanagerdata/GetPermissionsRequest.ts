

export interface GetPermissionsRequest {
}

export interface GetPermissionsRequest__Output {
}
