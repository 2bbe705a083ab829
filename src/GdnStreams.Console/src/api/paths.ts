/** A part of a path, whatever is in it. */
export const part = encodeURIComponent;

/** Where the calls of a fabric are. */
export const inFabric = (fabric: string) => `/_fabric/${part(fabric)}/_api`;

/** Where the calls of a stream are. */
export const ofStream = (fabric: string, topic: string) => `${inFabric(fabric)}/streams/${part(topic)}`;

/** Where the calls of a subscription are. */
export const ofSubscription = (fabric: string, topic: string, subscription: string) => `${ofStream(fabric, topic)}/subscriptions/${part(subscription)}`;
