/** A number as it was written: JavaScript would round long ones. */
export class WrittenNumber {
  constructor(readonly source: string) {}
}

/** Reads JSON with its numbers as they were written; nothing where it is no object or list. */
export function parseTree(text: string | undefined): unknown {
  if (text === undefined || !/^\s*[[{]/.test(text)) {
    return undefined;
  }

  try {
    const revive = (_: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && context?.source !== undefined && context.source !== String(value) ? new WrittenNumber(context.source) : value;
    return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
  } catch {
    // A text that only looks like JSON.
    return undefined;
  }
}

/** Why a text is no JSON; nothing where it is. */
export function problemOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
