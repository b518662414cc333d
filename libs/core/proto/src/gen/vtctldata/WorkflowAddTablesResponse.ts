

export interface WorkflowAddTablesResponse {
}

export interface WorkflowAddTablesResponse__Output {
}
