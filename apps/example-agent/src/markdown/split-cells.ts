/** The cells of a table row without its outer bars; a bar in code or behind a backslash separates nothing. Empty ones count. */
export function splitCells(row: string): string[] {
  const cells = [''];
  let inCode = false;
  let escaped = false;
  for (const character of row) {
    if (character === '`') {
      inCode = !inCode;
    }
    if (character === '|' && !inCode && !escaped) {
      cells.push('');
    } else {
      cells.push((cells.pop() ?? '') + character);
    }
    escaped = character === '\\';
  }
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}
