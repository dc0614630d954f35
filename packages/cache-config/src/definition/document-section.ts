import type { Section } from './field.ts';
import { text } from './fields.ts';
import { memorySection, type MemorySection } from './memory-section.ts';
import { redisSection, type RedisSection } from './redis-section.ts';

/** A whole configuration. */
export interface DocumentSection {
  readonly redis?: RedisSection;
  readonly cache?: CacheSection;
}

interface CacheSection {
  readonly default_provider?: string;
  readonly providers?: ProvidersSection;
}

/** The providers that are known without a schema from the app. */
interface ProvidersSection {
  readonly memory?: MemorySection;
  readonly redis?: RedisSection;
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
    cache: {
      kind: 'section',
      description: 'Which caches there are, and which one is meant where none is named.',
      fields: {
        default_provider: text({
          description: 'Name of the provider that is meant where none is named. It must be enabled.',
          default: 'memory',
          accepts: 'the name of an enabled provider',
          aliases: ['default', 'provider'],
        }),
        providers: {
          kind: 'section',
          description: 'The providers, by name.',
          others: 'a provider whose schema is passed to loadConfig({ providers })',
          fields: {
            memory: memorySection,
            redis: redisSection('The cache in Redis. What stands here goes before the section redis at the top.', {
              description: 'Is this provider on? redis.enabled at the top must not be false either.',
              default: false,
            }),
          },
        },
      },
    },
  },
};
