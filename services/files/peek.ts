/** The beginning of a source that has not been read otherwise. */
export interface Peeked extends AsyncDisposable {
  /** At most as long as was asked for; shorter where there is no more. */
  head: Uint8Array;
  /** Everything, the head too. */
  bytes: AsyncIterable<Uint8Array>;
}

/** Reads the beginning of a source ahead. Whoever is done with it disposes of it. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const close = async () => void (await iterator.return?.());
  const first: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < length) {
      const { done, value } = await iterator.next();
      if (done) break;
      first.push(value);
      size += value.length;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  async function* all() {
    yield* first;
    yield* rest;
  }
  const head = Buffer.concat(first).subarray(0, length);
  return { head, bytes: all(), [Symbol.asyncDispose]: close };
}
