import type { LanguageModelMiddleware } from 'ai';

type WrapStream = NonNullable<LanguageModelMiddleware['wrapStream']>;
type WrapGenerate = NonNullable<LanguageModelMiddleware['wrapGenerate']>;

/** The AI SDK's language model, as its middleware sees it. */
export type Model = Parameters<WrapStream>[0]['model'];
export type ModelCall = Parameters<WrapStream>[0]['params'];
export type GenerateResult = Awaited<ReturnType<WrapGenerate>>;
type StreamResult = Awaited<ReturnType<WrapStream>>;
export type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;
export type Usage = GenerateResult['usage'];
export type FinishReason = GenerateResult['finishReason'];
