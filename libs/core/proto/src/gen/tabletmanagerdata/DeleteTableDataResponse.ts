

export interface DeleteTableDataResponse {
}

export interface DeleteTableDataResponse__Output {
}
