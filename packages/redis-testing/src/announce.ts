const said = new Set<string>();

/** Writes a line to stderr; the same line is written once per process. */
export function announce(line: string): void {
  if (said.has(line)) return;
  said.add(line);
  process.stderr.write(`redis-testing: ${line}\n`);
}
