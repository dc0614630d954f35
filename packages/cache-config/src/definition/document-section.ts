import { cacheSection, type CacheSection } from './cache-section.ts';
import type { Section } from './field.ts';
import { redisSection, type RedisSection } from './redis-section.ts';

/** A whole configuration. */
export interface DocumentSection {
  readonly redis?: RedisSection;
  readonly cache?: CacheSection;
}

/** The one definition: reading, messages, suggestions and the JSON Schema come from it. */
export const documentSection: Section<DocumentSection> = {
  kind: 'section',
  description: 'Configuration of the cache.',
  fields: {
    redis: redisSection('Where Redis is. What stands here holds for cache.providers.redis where that says nothing.', {
      description: 'Is Redis on at all? With false it is off, whatever cache.providers.redis says.',
      default: true,
    }),
    cache: cacheSection,
  },
};
