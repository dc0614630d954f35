export const help = `Answers questions about a folder of documents, with a cache for model answers and tool results.

  npm start                                    built-in questions about this repository, twice: cold, then warm
  npm start -- --ask "Why?" --docs ./guides    one question of your own, over a folder of your own

Options
  --ask TEXT        the question
  --docs DIR        the folder: Markdown and other text files, subfolders too (default: this repository)
  --provider NAME   what the cache keeps its entries in: memory, redis, or memory,redis for one in front of the other
                    (default: what the configuration says)
  --config FILE     the configuration (default: configs/global.yaml of this repository)
  -h, --help        this text

Environment
  CACHE_PROVIDER    memory (default) or redis, in the default configuration; CACHE_TIERS=memory,redis for both,
                    CACHE_FALLBACK=memory for when Redis is away
  REDIS_HOST, …     where Redis is; see configs/global.yaml
  OPENAI_API_KEY    ask a real model instead of the planner that ships with the app
  OPENAI_BASE_URL   where it is (default: https://api.openai.com/v1); any OpenAI-compatible server
  OPENAI_MODEL      which one it is (default: gpt-5-mini)
`;
