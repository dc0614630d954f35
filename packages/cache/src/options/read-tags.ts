import { CacheOptionError } from '@modular-agent/cache-contract';
import { listTags } from '@modular-agent/cache-contract/provider';
import { checkTagsFit } from '../entries/entry-record.ts';

/** Returns each tag once. @throws CacheOptionError if the tags are no list of well-formed texts. */
export function readTags(tags: Iterable<string> | undefined): readonly string[] {
  if (tags === undefined) return [];
  const list = listTags(tags);
  if (list.every((tag) => tag !== '' && tag.isWellFormed())) return list;
  throw new CacheOptionError('a tag is empty or no well-formed text; give such as has no lone surrogates', {
    option: 'tags',
  });
}

/** Reads tags as `readTags` does. @throws CacheOptionError also if the tags don't fit beside a value. */
export function readFittingTags(tags: Iterable<string> | undefined): readonly string[] {
  const list = readTags(tags);
  if (list.length > 0) checkTagsFit(list);
  return list;
}
