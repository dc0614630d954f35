import { createHash } from 'node:crypto';

/** Longer ones take no more room than this. */
const longestTag = 1_000;

/**
 * The member of a cache's sorted set that a tag has: `t` and the tag, or `h` and its SHA-256 where it is long or no
 * well-formed text, which Redis would not keep as it is. No two tags meet in one
 * member, nor any with the epoch (`e…`), the sequence (`s`) and the floor (`f`).
 */
export function tagField(tag: string): string {
  if (tag.length <= longestTag && tag.isWellFormed()) return `t${tag}`;
  return `h${createHash('sha256').update(tag, 'utf16le').digest('base64')}`;
}

/** The tag of a member, where the member tells it: not where it holds a digest. */
export function tagOf(member: string): string | undefined {
  return member.startsWith('t') ? member.slice(1) : undefined;
}
