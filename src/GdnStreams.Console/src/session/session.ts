import { signal } from '@preact/signals';

/** Who is signed in. The credential is nowhere but here: closing or reloading the page ends it. */
export interface Session {
  /** The Authorization header of every request. */
  authorization: string;
  tenant: string;
  user: string;
  /** The API key that was used; none where it was a password. */
  key?: string;
  /** What the page calls the user. */
  name: string;
  isAdministrator: boolean;
}

export const session = signal<Session | undefined>(undefined);

/** Why the last session ended, to be said where one signs in. */
export const farewell = signal('');

export function endSession(reason = ''): void {
  session.value = undefined;
  farewell.value = reason;
}
