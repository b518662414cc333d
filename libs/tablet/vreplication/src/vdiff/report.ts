/** What was found in one table; names are those of Vitess's reports. */
export type DiffReport = {
  TableName: string;
  ProcessedRows: number;
  MatchingRows: number;
  MismatchedRows: number;
  ExtraRowsSource: number;
  ExtraRowsTarget: number;
  /** Ours: those of the rows above that were made as the source has them. */
  RepairedRows?: number;
  ExtraRowsSourceDiffs?: RowDiff[];
  ExtraRowsTargetDiffs?: RowDiff[];
  MismatchedRowsDiffs?: MismatchDiff[];
};

export type RowDiff = { Row: Record<string, string>; Query?: string };
export type MismatchDiff = { Source: RowDiff; Target: RowDiff };

export function emptyReport(table: string): DiffReport {
  return {
    TableName: table,
    ProcessedRows: 0,
    MatchingRows: 0,
    MismatchedRows: 0,
    ExtraRowsSource: 0,
    ExtraRowsTarget: 0,
  };
}

export function hasMismatch(report: DiffReport): boolean {
  return report.MismatchedRows + report.ExtraRowsSource + report.ExtraRowsTarget > 0;
}
