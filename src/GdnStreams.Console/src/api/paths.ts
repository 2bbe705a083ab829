/** A part of a path, whatever is in it. */
export const part = encodeURIComponent;

/** Browsers take . and .. for folders, however they are written, and would ask for something else. */
export function ensureAskable(address: string): void {
  const name = address.split('?', 1)[0]!.split('/').find((each) => each === '.' || each === '..');
  if (name !== undefined) {
    throw new Error(`A browser cannot ask for what is called '${name}'. Choose another name, or use the PowerShell module.`);
  }
}

/** Where the calls of a fabric are. */
export const inFabric = (fabric: string) => `/_fabric/${part(fabric)}/_api`;

/** Where the calls of a stream are. */
export const ofStream = (fabric: string, topic: string) => `${inFabric(fabric)}/streams/${part(topic)}`;

/** Where the calls of a subscription are. */
export const ofSubscription = (fabric: string, topic: string, subscription: string) => `${ofStream(fabric, topic)}/subscriptions/${part(subscription)}`;
