/**
 * Does the work of each item while whoever takes the results is still busy with the one before: one item ahead, never more, in
 * their order. A failure comes after the results before it have been taken.
 */
export async function* ahead<T, R>(
  source: AsyncIterable<T>,
  work: (item: T) => R | Promise<R>,
): AsyncGenerator<Awaited<R>> {
  const items = source[Symbol.asyncIterator]();
  const step = async (): Promise<{ result: Awaited<R> } | null> => {
    const item = await items.next();
    return item.done === true ? null : { result: await work(item.value) };
  };
  let next = step();
  try {
    for (;;) {
      const done = await next;
      if (done === null) return;
      next = step();
      // looked at in the next round
      next.catch(() => undefined);
      yield done.result;
    }
  } finally {
    // what is under way ends before its source does
    await next.catch(() => undefined);
    await items.return?.();
  }
}
