

export interface GetKeyspacesRequest {
}

export interface GetKeyspacesRequest__Output {
}
