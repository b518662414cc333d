

export interface DeleteCellInfoResponse {
}

export interface DeleteCellInfoResponse__Output {
}
