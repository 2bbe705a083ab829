/** What is inside a message id: Base64 of Pulsar's protobuf MessageIdData, of which 1 is the ledger and 2 the entry. */
export interface Place {
  ledger: bigint;
  entry: bigint;
}

/** Reads an id; nothing where it is none. */
export function placeOf(id: string): Place | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(id), (character) => character.charCodeAt(0));
  } catch {
    // Typed by hand, and no Base64.
    return undefined;
  }

  const values = new Map<bigint, bigint>();
  let at = 0;
  const number = () => {
    let value = 0n;
    for (let shift = 0n; at < bytes.length && shift < 70n; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asIntN(64, value);
      }
    }

    return undefined;
  };
  while (at < bytes.length) {
    const tag = number();
    const value = number();
    if (tag === undefined || value === undefined || (tag & 7n) !== 0n) {
      return undefined;
    }

    values.set(tag >> 3n, value);
  }

  const [ledger, entry] = [values.get(1n), values.get(2n)];
  return ledger === undefined || entry === undefined ? undefined : { ledger, entry };
}

/** Whether an id names a message: that of one which the server had already does not. */
export const namesMessage = (id: string): boolean => (placeOf(id)?.entry ?? -1n) >= 0n;

/** Writes the id of a place. */
export function idOf({ ledger, entry }: Place): string {
  const bytes: number[] = [];
  const write = (value: bigint) => {
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }

    bytes.push(Number(rest));
  };
  bytes.push(0x08);
  write(ledger);
  bytes.push(0x10);
  write(entry);
  bytes.push(0x30, 0);
  return btoa(String.fromCharCode(...bytes));
}

/** The id before which a message comes first: readers start after the id they are given. */
export function before(id: string, steps = 1n): string {
  const place = placeOf(id);
  return place === undefined || place.entry < steps ? 'earliest' : idOf({ ledger: place.ledger, entry: place.entry - steps });
}

/** Whether a message is the last one, or lies behind it. */
export function reaches(id: string, end: Place): boolean {
  const place = placeOf(id);
  return place !== undefined && (place.ledger > end.ledger || (place.ledger === end.ledger && place.entry >= end.entry));
}
