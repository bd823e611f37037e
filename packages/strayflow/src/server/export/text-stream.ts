/** An answer that is written as fast as it is read, and no faster. */

/**
 * @param lines texts in their order; told to end when nobody reads any more
 * @param ended called once, however it ends
 */
export function textStream(
  lines: AsyncGenerator<string, void>,
  ended: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await lines.next();
          if (done !== true) {
            controller.enqueue(encoder.encode(value));
            return;
          }
          controller.close();
          ended();
        } catch (error) {
          ended();
          throw error;
        }
      },
      async cancel() {
        await lines.return();
        ended();
      },
    },
    { highWaterMark: 1 },
  );
}
