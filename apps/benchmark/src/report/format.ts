/** Three significant digits and a unit: `493 k`, `12.1 M`. `-` for what is no number. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 999_500) return `${digits(value / 1e6)} M`;
  if (value >= 999.5) return `${digits(value / 1e3)} k`;
  return digits(value);
}

/** Two digits behind the point. `-` for what is no number. */
export function formatRatio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '-';
}

/** Three significant digits. `-` for what is no number. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const rounded = Number(value.toPrecision(3));
  const decimals = rounded === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(Math.min(3, decimals));
}

/** A table in Markdown; the first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? ':--' : '--:'));
  return [head, rule, ...rows].map(tableLine).join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
