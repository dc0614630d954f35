import { maxDepth } from '@modular-agent/cache-contract/provider';

/** Text that is shorter can't be nested so deeply that walking it runs out of stack. */
const longText = 4_096;

/** Is what was parsed from a text nested so deeply that no provider would have taken it? */
export function isTooDeep(value: unknown, text: string): boolean {
  return text.length > longText && hasManyBrackets(text) && isDeeper(value, maxDepth);
}

/** Each level opens a bracket. Most text has few of them, and to find them is quicker than to walk over the value. */
function hasManyBrackets(text: string): boolean {
  let room = maxDepth;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (--room < 0) return true;
  }
  return false;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && isDeeper(item, levels - 1)) return true;
    return false;
  }
  for (const name in value) {
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === 'object' && isDeeper(item, levels - 1)) return true;
  }
  return false;
}
