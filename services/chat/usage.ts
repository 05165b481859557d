/** Tokens, prices as decimal strings, times in seconds. */
export interface Usage {
  promptTokens: number;
  promptUnitPrice: string;
  promptPriceUnit: string;
  promptPrice: string;
  completionTokens: number;
  completionUnitPrice: string;
  completionPriceUnit: string;
  completionPrice: string;
  totalTokens: number;
  totalPrice: string;
  currency: string;
  latency: number;
  timeToFirstToken: number | null;
  timeToGenerate: number | null;
}

export interface UsageFacts {
  promptTokens: number;
  completionTokens: number;
  startedAt: Date;
  /** Absent when no text was written. */
  firstTextAt: Date | undefined;
  endedAt: Date;
}

const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, to.getTime() - from.getTime()) / 1000;

/** What an answer used. The models that an installation is configured with have no price list. */
export function toUsage(facts: UsageFacts): Usage {
  const { promptTokens, completionTokens, startedAt, firstTextAt, endedAt } = facts;
  return {
    promptTokens,
    promptUnitPrice: '0',
    promptPriceUnit: '0.001',
    promptPrice: '0',
    completionTokens,
    completionUnitPrice: '0',
    completionPriceUnit: '0.001',
    completionPrice: '0',
    totalTokens: promptTokens + completionTokens,
    totalPrice: '0',
    currency: 'USD',
    latency: secondsBetween(startedAt, endedAt),
    timeToFirstToken: firstTextAt ? secondsBetween(startedAt, firstTextAt) : null,
    timeToGenerate: firstTextAt ? secondsBetween(firstTextAt, endedAt) : null,
  };
}
