

export interface GetCellInfoNamesRequest {
}

export interface GetCellInfoNamesRequest__Output {
}
