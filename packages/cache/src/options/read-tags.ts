import { CacheOptionError } from '@modular-agent/cache-contract';
import { listTags } from '@modular-agent/cache-contract/provider';
import { checkTagsFit } from '../entries/entry-record.ts';

/** Each once. @throws CacheOptionError if they are no list of texts that can be kept as they are. */
export function readTags(tags: Iterable<string> | undefined): readonly string[] {
  if (tags === undefined) return [];
  const list = listTags(tags);
  if (list.every((tag) => tag !== '' && tag.isWellFormed())) return list;
  throw new CacheOptionError('a tag is empty or no well-formed text; give such as has no lone surrogates', {
    option: 'tags',
  });
}

/** As `readTags`. @throws CacheOptionError also if the tags don't fit beside a value. */
export function readFittingTags(tags: Iterable<string> | undefined): readonly string[] {
  const list = readTags(tags);
  if (list.length > 0) checkTagsFit(list);
  return list;
}
