/** Why a request failed, in the words of the server. */
export class ApiError extends Error {
  /**
   * @param status HTTP status; 0 where nothing answered.
   * @param number The server's errorNum.
   */
  constructor(readonly status: number, readonly number: number, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Whether what was asked for is not there: somebody has removed it meanwhile. */
export const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** What to show for anything that was thrown. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
