import { createHash } from 'node:crypto';

/** Longer ones take no more room than this. */
const longestTag = 1_000;

/**
 * The field of a cache's hash that a tag has: `t` and the tag, or `h` and its SHA-256 where it is long or no well-formed
 * text, which Redis would not keep as it is. No two tags meet in one field, nor any with `epoch` or `sequence`.
 */
export function tagField(tag: string): string {
  if (tag.length <= longestTag && tag.isWellFormed()) return `t${tag}`;
  return `h${createHash('sha256').update(tag, 'utf16le').digest('base64')}`;
}
