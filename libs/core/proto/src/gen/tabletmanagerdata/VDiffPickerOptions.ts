

export interface VDiffPickerOptions {
  'tablet_types'?: (string);
  'source_cell'?: (string);
  'target_cell'?: (string);
}

export interface VDiffPickerOptions__Output {
  'tablet_types': (string);
  'source_cell': (string);
  'target_cell': (string);
}
