/** Where a value stands. Lines and columns count from 1; what stands in no file has neither. */
export interface SourceLocation {
  /** Path of the file as it was given; `overrides` for what the app passed in, `loadConfig` for its arguments. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column`, as editors and terminals link it; `overrides` alone, as that has no lines. */
export function formatLocation({ file, line, column }: SourceLocation): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}
