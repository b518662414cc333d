
import type { VDiffPickerOptions as _tabletmanagerdata_VDiffPickerOptions, VDiffPickerOptions__Output as _tabletmanagerdata_VDiffPickerOptions__Output } from '../tabletmanagerdata/VDiffPickerOptions.ts';
import type { VDiffCoreOptions as _tabletmanagerdata_VDiffCoreOptions, VDiffCoreOptions__Output as _tabletmanagerdata_VDiffCoreOptions__Output } from '../tabletmanagerdata/VDiffCoreOptions.ts';
import type { VDiffReportOptions as _tabletmanagerdata_VDiffReportOptions, VDiffReportOptions__Output as _tabletmanagerdata_VDiffReportOptions__Output } from '../tabletmanagerdata/VDiffReportOptions.ts';

export interface VDiffOptions {
  'picker_options'?: (_tabletmanagerdata_VDiffPickerOptions | null);
  'core_options'?: (_tabletmanagerdata_VDiffCoreOptions | null);
  'report_options'?: (_tabletmanagerdata_VDiffReportOptions | null);
}

export interface VDiffOptions__Output {
  'picker_options': (_tabletmanagerdata_VDiffPickerOptions__Output | null);
  'core_options': (_tabletmanagerdata_VDiffCoreOptions__Output | null);
  'report_options': (_tabletmanagerdata_VDiffReportOptions__Output | null);
}
